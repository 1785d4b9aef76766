"""A browser tab without a browser: Streamlit's own messages over a real websocket."""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any

import websockets
from google.protobuf.message import Message
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

PATIENCE_SECONDS = 60.0
# A widget's id ends with its key: $$ID-<hash>-<key>.
WIDGET_ID = re.compile(r"^\$\$\w+-[0-9a-f]+-(.+)$")


class CrowdError(RuntimeError):
    """The server did not do what a browser would have waited for."""


@dataclass(eq=False)
class Tab:
    """One browser tab; use it as an asynchronous context.

    Attributes
    ----------
    url : str
        Address of the server.
    pages : dict
        Hash of each page's script, by address ("" for Home).
    widgets : dict
        Id of each widget seen since the page was opened, by key.
    progress : str
        What the training's progress bar says.
    errors : list of str
        Exceptions and error boxes that the page has shown.
    captions : list of str
        Latest small texts of the page.
    toasts : list of str
        What was said at the edge of the page.
    on_progress : callable
        Told each new text of a progress bar.
    query : str
        What the address carries when the tab opens; afterwards, what the server made of it.
    headers : dict
        Sent with the connection, for instance a cookie.
    session : str
        Streamlit's name of the session; given at the beginning, it is asked for again.
    received : list of bytes
        Every message, where `keeps_messages` is set.
    """

    url: str
    pages: dict[str, str] = field(default_factory=dict)
    widgets: dict[str, str] = field(default_factory=dict)
    progress: str = ""
    captions: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    toasts: list[str] = field(default_factory=list)
    on_progress: Callable[[str], None] = lambda text: None
    query: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    session: str = ""
    keeps_messages: bool = False
    received: list[bytes] = field(default_factory=list)
    _page: str = ""
    _values: dict[str, dict[str, Any]] = field(default_factory=dict)
    _timers: dict[str, asyncio.Task[None]] = field(default_factory=dict)
    _full_runs: int = 0
    _renewed: set[str] = field(default_factory=set)
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    async def __aenter__(self) -> Tab:
        address = self.url.replace("http", "ws", 1) + "/_stcore/stream"
        self._socket = await websockets.connect(
            address,
            subprotocols=["streamlit", *(["no-token", self.session] if self.session else [])],
            additional_headers=self.headers,
            max_size=None,
            compression=None,
            open_timeout=PATIENCE_SECONDS,
            ping_interval=None,
        )
        self._listener = asyncio.create_task(self._listen())
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        for timer in self._timers.values():
            timer.cancel()
        self._listener.cancel()
        await self._socket.close()

    def drop(self) -> None:
        """Lose the connection, as a phone in a tunnel does: nobody says goodbye."""
        self._stop_timers()
        self._listener.cancel()
        self._socket.transport.abort()

    async def send(self, message: BackMsg) -> None:
        """Send any message, also one that no browser would send."""
        await self._socket.send(message.SerializeToString())

    async def open(self, address: str = "", *, query: str = "") -> float:
        """Open a page, "" for Home; return the seconds until it stood there."""
        self.query = query or self.query
        self._page = self.pages.get(address, "")
        self._values.clear()
        self.widgets.clear()
        self._stop_timers()
        return await self._run(f"page {address or 'Home'}", page_name="" if self.pages else address)

    async def press(self, key: str) -> float:
        """Press a button; return the seconds until the page has answered."""
        return await self._run(f"press of {key}", {self._id(key): {"trigger_value": True}})

    async def set(self, key: str, kind: str, value: Any) -> float:
        """Set a widget's value; `kind` is the field of Streamlit's WidgetState."""
        wrapped = {"data": value} if kind.endswith("array_value") else value
        self._values[self._id(key)] = {kind: wrapped}
        return await self._run(f"change of {key}")

    async def draw(self, key: str, picture: str) -> float:
        """Draw on the canvas; the picture is a data URL."""
        drawing = {"drawing": {"raw": {"objects": []}, "data": picture}}
        return await self.set(key, "json_value", json.dumps(drawing))

    def has(self, key: str) -> bool:
        """Return whether the page has a widget with this key."""
        return key in self.widgets

    def _id(self, key: str) -> str:
        if key not in self.widgets:
            raise CrowdError(f"no widget {key} on this page: {', '.join(self.widgets)}")
        return self.widgets[key]

    async def _run(
        self, what: str, triggers: dict[str, dict[str, Any]] | None = None, page_name: str = ""
    ) -> float:
        """Ask for a full run of the script, and wait until it has finished."""
        began, runs = time.perf_counter(), self._full_runs
        await self._ask(triggers or {}, page_name=page_name)
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                while self._full_runs == runs and not self._listener.done():
                    self._changed.clear()
                    await self._changed.wait()
        except TimeoutError as error:
            raise CrowdError(f"no answer for {PATIENCE_SECONDS:g} s to {what}") from error
        if self._listener.done():
            self._listener.result()  # Raises what ended it.
            raise CrowdError("the server has closed the connection")
        return time.perf_counter() - began

    async def _ask(
        self, triggers: dict[str, dict[str, Any]], page_name: str = "", fragment: str = ""
    ) -> None:
        message = BackMsg()
        rerun = message.rerun_script
        rerun.query_string, rerun.page_script_hash = self.query, self._page
        rerun.page_name, rerun.fragment_id = page_name, fragment
        rerun.is_auto_rerun = bool(fragment)
        for id, value in (self._values | triggers).items():
            state = rerun.widget_states.widgets.add(id=id)
            for name, content in value.items():
                if isinstance(content, Message):
                    getattr(state, name).CopyFrom(content)
                elif isinstance(content, dict):
                    getattr(state, name).data.extend(content["data"])
                else:
                    setattr(state, name, content)
        await self.send(message)

    async def _listen(self) -> None:
        try:
            async for raw in self._socket:
                message = ForwardMsg()
                message.ParseFromString(raw)
                if self.keeps_messages:
                    self.received.append(raw)
                await self._take(message)
        finally:
            asyncio.get_running_loop().call_soon(self._wake)

    def _wake(self) -> None:
        """Let whoever waits for an answer see that none will come."""
        self._changed.set()

    async def _take(self, message: ForwardMsg) -> None:
        match message.WhichOneof("type"):
            case "navigation":
                self.pages |= {
                    page.url_pathname if not page.is_default else "": page.page_script_hash
                    for page in message.navigation.app_pages
                }
            case "new_session":
                self._page = message.new_session.page_script_hash
                self.session = message.new_session.initialize.session_id or self.session
                self._renewed.clear()
                self.captions.clear()
            case "page_info_changed":
                self.query = message.page_info_changed.query_string
            case "auto_rerun":
                rerun = message.auto_rerun
                self._start_timer(rerun.fragment_id, rerun.interval)
            case "stop_auto_rerun":
                for fragment in message.stop_auto_rerun.fragment_ids:
                    if fragment in self._timers:
                        self._timers.pop(fragment).cancel()
            case "delta":
                self._take_element(message.delta)
            case "script_finished":
                if message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
                    # A fragment that was not drawn again is no longer on the page.
                    self._stop_timers(keep=self._renewed)
                    self._full_runs += 1
                    self._changed.set()

    def _take_element(self, delta: Any) -> None:
        if delta.WhichOneof("type") != "new_element":
            return
        element = delta.new_element
        kind = element.WhichOneof("type")
        if kind is None:
            return
        content = getattr(element, kind)
        if match := WIDGET_ID.match(str(getattr(content, "id", ""))):
            self.widgets[match.group(1)] = content.id
        if kind == "progress":
            self.progress = content.text
            self.on_progress(content.text)
        elif kind == "exception":
            self.errors.append(f"{content.type}: {content.message}")
        elif kind == "alert" and content.format == content.ERROR:
            self.errors.append(content.body)
        elif kind == "toast":
            self.toasts.append(content.body)
        elif kind == "markdown" and content.element_type == content.CAPTION:
            self.captions.append(content.body)

    def _start_timer(self, fragment: str, seconds: float) -> None:
        self._renewed.add(fragment)
        if fragment in self._timers:
            self._timers[fragment].cancel()

        async def poll() -> None:
            while True:
                await asyncio.sleep(seconds)
                await self._ask({}, fragment=fragment)

        self._timers[fragment] = asyncio.create_task(poll())

    def _stop_timers(self, keep: Collection[str] = ()) -> None:
        for fragment in [fragment for fragment in self._timers if fragment not in keep]:
            self._timers.pop(fragment).cancel()
