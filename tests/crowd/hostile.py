"""What hostile visitors send to a server that a class uses, again and again; each is a kind.

python -m tests.crowd.hostile http://localhost:8501   # all of them, until stopped
"""

from __future__ import annotations

import asyncio
import struct
import sys
import uuid
import zlib
from collections.abc import Awaitable, Callable
from contextlib import suppress
from urllib.parse import urlencode

import requests
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Common_pb2 import FileUploaderState, UploadedFileInfo

from core.config import TrainConfig
from core.links import config_to_query
from tests.crowd.protocol import CrowdError, Tab

# A network and batches that would take eleven gigabytes for one step.
TOO_MUCH = TrainConfig(
    model="batchnorm",
    model_options={"channels": (128,) * 4, "kernel_size": 7},
    batch_size=10_000,
    epochs=200,
)
UPLOAD_BYTES = 5_000_000


def png_bomb() -> bytes:
    """Make a PNG of some hundred bytes that says it is 60,000,000 pixels high."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        checked = kind + content
        return struct.pack(">I", len(content)) + checked + struct.pack(">I", zlib.crc32(checked))

    header = struct.pack(">IIBBBBB", 1, 60_000_000, 8, 0, 0, 0, 0)
    content = zlib.compress(bytes(1_000))
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", content)
        + chunk(b"IEND", b"")
    )


class Uploader:
    """Brings files to the server as a browser does."""

    def __init__(self, tab: Tab) -> None:
        self._tab = tab
        self._http = requests.Session()

    def _ask(self) -> None:
        for path in ("health", "host-config"):
            self._http.get(f"{self._tab.url}/_stcore/{path}", timeout=20)

    async def bring(self, content: bytes, name: str = "digit.png") -> UploadedFileInfo:
        """Bring one file, which a widget need not have asked for."""
        await asyncio.to_thread(self._ask)
        id = str(uuid.uuid4())
        url = f"{self._tab.url}/_stcore/upload_file/{self._tab.session}/{id}"
        token = self._http.cookies.get("_streamlit_xsrf", "")
        answer = await asyncio.to_thread(
            self._http.put,
            url,
            files={"file": (name, content)},
            headers={"X-Xsrftoken": token},
            timeout=60,
        )
        answer.raise_for_status()
        return UploadedFileInfo(file_id=id, name=name, size=len(content))


async def clear_caches(tab: Tab) -> None:
    """Empty the server's caches a hundred times a second."""
    for _ in range(100):
        await tab.send(BackMsg(clear_cache=True))
        await asyncio.sleep(0.01)


async def bring_unasked_files(tab: Tab) -> None:
    """Bring a large file that nothing on the page has asked for."""
    await Uploader(tab).bring(bytes(UPLOAD_BYTES))
    await asyncio.sleep(0.2)


async def bring_bombs(tab: Tab) -> None:
    """Bring a small picture that would be huge in memory, as a photo of a digit."""
    await tab.open("sketch")
    await tab.set("sketch_source", "string_array_value", ["Picture"])
    if not tab.has("sketch_file"):
        return
    info = await Uploader(tab).bring(png_bomb())
    await tab.set(
        "sketch_file",
        "file_uploader_state_value",
        FileUploaderState(uploaded_file_info=[info]),
    )


async def ask_for_too_much(tab: Tab) -> None:
    """Train a network that takes gigabytes, from a link."""
    await tab.open("train", query=urlencode(config_to_query(TOO_MUCH)))
    if tab.has("train_start"):
        await tab.press("train_start")
    await asyncio.sleep(1.0)


async def sweep(tab: Tab) -> None:
    """Begin eight sweeps one after the other."""
    await tab.open("compare", query="view=sweep")
    for _ in range(8):
        if tab.has("sweep_start"):
            await tab.press("sweep_start")
    await asyncio.sleep(5.0)


KINDS: tuple[Callable[[Tab], Awaitable[None]], ...] = (
    clear_caches,
    bring_unasked_files,
    bring_bombs,
    ask_for_too_much,
    sweep,
)


async def be_hostile(url: str, kind: Callable[[Tab], Awaitable[None]]) -> int:
    """Be one of these visitors until cancelled; come again when the server has had enough."""
    while True:
        with suppress(CrowdError, OSError, requests.RequestException):
            async with Tab(url) as tab:
                await tab.open()
                while True:
                    await kind(tab)
        await asyncio.sleep(1.0)


async def all_be_hostile(url: str) -> None:
    """Be one of each kind, until cancelled."""
    await asyncio.gather(*(be_hostile(url, kind) for kind in KINDS))


if __name__ == "__main__":
    asyncio.run(all_be_hostile(sys.argv[1]))
