"""A server for strangers: strict limits, headers, and nothing private in its log."""

import asyncio
import os
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from core.limits import LIMITS, MEGABYTE
from dashboard.server.headers import HEADERS
from tests.browser.driver import running_server
from tests.crowd.protocol import Tab

FILE = bytes(2 * MEGABYTE)
FILES = 40
PAGES = ("", "train", "compare", "sketch")


@pytest.fixture(scope="module")
def server(tmp_path_factory, pen_folder):
    folder = tmp_path_factory.mktemp("hosted")
    environment = dict(os.environ) | {
        "DIGIT_LAB_RUNS": str(folder / "runs"),
        "DIGIT_LAB_DATA": str(pen_folder),
        "DIGIT_LAB_OFFLINE": "1",
    }
    with running_server(folder, environment, script="dashboard/hosted.py") as found:
        asyncio.run(wait_for_pages(found.url))
        yield found


async def wait_for_pages(url: str) -> None:
    """Home waits for PyTorch first."""
    async with Tab(url) as tab, asyncio.timeout(60):
        while "workspace=" not in tab.query:
            await tab.open()
            await asyncio.sleep(0.2)


def ask(url: str, method: str = "GET", body: bytes | None = None, **headers: str):
    request = urllib.request.Request(url, data=body, method=method, headers=headers)
    with urllib.request.urlopen(request, timeout=20) as answer:
        return answer.status, answer.headers


def upload(url: str, session: str, number: int, token: str) -> int:
    """Send a file as a browser does; no page has asked for it."""
    mark = "b"
    head = f'--{mark}\r\nContent-Disposition: form-data; name="f"; filename="{number}"\r\n\r\n'
    body = head.encode() + FILE + f"\r\n--{mark}--\r\n".encode()
    headers = {
        "Content-Type": f"multipart/form-data; boundary={mark}",
        "X-Xsrftoken": token,
        "Cookie": f"_streamlit_xsrf={token}",
    }
    address = f"{url}/_stcore/upload_file/{session}/{number}"
    try:
        return ask(address, "PUT", body, **headers)[0]
    except urllib.error.HTTPError as error:
        return error.code
    except urllib.error.URLError as error:
        # Refused, and the connection closed, before all of it was sent.
        if isinstance(error.reason, BrokenPipeError | ConnectionResetError):
            return 429
        raise


def resident(pid: int) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmRSS"))


@pytest.mark.parametrize("address", ["/", "/train", "/_stcore/health", "/nonsense"])
def test_every_answer_has_the_headers(server, address):
    _, headers = ask(server.url + address)
    assert {name: headers[name] for name in HEADERS} == HEADERS


def test_files_that_nobody_asked_for_take_a_bounded_part_of_the_memory(server):
    async def send() -> tuple[list[int], int]:
        _, headers = ask(f"{server.url}/_stcore/health")
        token = headers["Set-Cookie"].split("=", 1)[1].split(";")[0]
        async with Tab(server.url) as tab:
            await tab.open()
            before = resident(server.process.pid)
            codes = [
                await asyncio.to_thread(upload, server.url, tab.session, number, token)
                for number in range(FILES)
            ]
            return codes, resident(server.process.pid) - before

    codes, grown = asyncio.run(send())
    assert codes[0] == 204
    assert set(codes) == {204, 429}
    bound = LIMITS["session_upload_megabytes"].hosted * MEGABYTE
    assert grown < bound + 20 * MEGABYTE < FILES * len(FILE)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("batch_size=10000", "at most 2,048 images are possible"),
        ("epochs=150", "at most 100 are possible"),
        ("batch_size=1&epochs=40", "at most 100,000 are possible"),
        ("model=mlp&model_options={%22hidden_sizes%22:[1024,1024,1024,1024]}", "at most 2,000,000"),
        (
            "model=cnn&batch_size=2048&model_options={%22channels%22:[128,128],%22kernel_size%22:1}",
            "at most 750 MB",
        ),
    ],
    ids=["batch", "epochs", "steps", "parameters", "memory"],
)
def test_link_that_asks_for_too_much_is_opened_and_not_trained(server, query, words):
    async def follow() -> Tab:
        async with Tab(server.url) as tab:
            await tab.open("train", query=query)
            await tab.press("train_start")
            return tab

    tab = asyncio.run(follow())
    assert tab.errors == []
    assert any(words in toast for toast in tab.toasts), tab.toasts


def test_numbers_about_the_server_tell_nothing_of_a_visitor(server):
    async def visit() -> tuple[str, str]:
        async with Tab(server.url) as tab:
            await tab.open("train")
            request = f"{server.url}/_stcore/metrics"
            answer = await asyncio.to_thread(urllib.request.urlopen, request, timeout=20)
            return tab.query, answer.read().decode()

    query, text = asyncio.run(visit())
    lines = [line for line in text.splitlines() if line.startswith("digit_lab_")]
    numbers = {name: float(value) for name, value in (line.split() for line in lines)}
    assert numbers["digit_lab_visitors"] >= 1
    assert numbers["digit_lab_memory_bytes"] == pytest.approx(
        resident(server.process.pid), rel=0.05
    )
    [workspace] = [part for part in query.split("&") if part.startswith("workspace=")]
    assert workspace.partition("=")[2] not in text
    assert text.endswith("# EOF\n")


def test_log_names_no_workspace_and_no_place(server, tmp_path_factory):
    async def visit() -> str:
        async with Tab(server.url) as tab:
            for page in PAGES:
                await tab.open(page)
            return tab.query

    query = asyncio.run(visit())
    [workspace] = [part for part in query.split("&") if part.startswith("workspace=")]
    log = server.log.read_text()
    assert "Uvicorn" in log or "Streamlit" in log
    assert workspace.partition("=")[2] not in log
    assert str(tmp_path_factory.getbasetemp()) not in log
