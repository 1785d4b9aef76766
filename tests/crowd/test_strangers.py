"""What a hostile visitor may send to a real server, and that it changes nothing for another."""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, urlencode

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg

from core.links import LINK_FIELDS, config_to_query
from core.recipes import RECIPES
from dashboard.visitor.assignment import HIDE, ONLY, SAY
from dashboard.visitor.marks import COOKIE, mark_of
from tests.browser.driver import running_server
from tests.crowd.protocol import PATIENCE_SECONDS, Tab

SERVER = (sys.executable, "-m", "tests.crowd.watched_server")
# A number that stands on the pages of this visitor and on nobody else's.
SECRET = "0.0031416"
LONG_RUN = replace(
    RECIPES["quick"].config,
    dataset="pen",
    learning_rate=float(SECRET),
    batch_size=16,
    epochs=100,
)
PARAMETERS = ("workspace", "view", ONLY, HIDE, SAY, "run", "id", "session", "embed", *LINK_FIELDS)
KINDS = [kind.name for kind in BackMsg.DESCRIPTOR.oneofs_by_name["type"].fields]
FLOOD_SECONDS, MESSAGES_A_SECOND = 1.0, 100
DROPS = 2


class Victim:
    """A visitor whose long run goes on, and what the server says of him."""

    def __init__(self, url: str, file: Path, runs: Path) -> None:
        self.url, self.runs, self._file = url, runs, file
        self.tab = Tab(url, query=urlencode(config_to_query(LONG_RUN)))

    async def train(self) -> None:
        await self.tab.open()
        # The first page of all waits for PyTorch.
        await self.until(lambda: "workspace" in self.tab.query)
        await self.tab.open("train")
        await self.tab.press("train_start")
        await self.until(lambda: self.step > 5)

    @property
    def workspace(self) -> str:
        return self.tab.query.partition("workspace=")[2].partition("&")[0]

    @property
    def everybody(self) -> dict:
        return json.loads(self._file.read_text())

    @property
    def known(self) -> dict:
        return self.everybody[self.workspace]

    @property
    def run(self) -> dict:
        [found] = self.known["runs"]
        return found

    @property
    def step(self) -> int:
        return self.run["step"]

    async def until(self, condition: Callable[[], bool]) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not condition():
            assert time.monotonic() < deadline
            await asyncio.sleep(0.02)

    async def goes_on(self) -> None:
        """Wait until the run is some steps further, with its visitor counted once."""
        step = self.step
        await self.until(lambda: self.step > step + 3)
        assert not self.run["held"]
        assert self.known["tabs"] == 1

    def files(self) -> list[str]:
        home = self.runs / self.workspace
        return sorted(str(path.relative_to(home)) for path in home.glob("*"))


@pytest.fixture(scope="module")
def loop():
    with asyncio.Runner() as runner:
        yield runner


@pytest.fixture(scope="module")
def victim(tmp_path_factory, pen_folder, loop):
    folder = tmp_path_factory.mktemp("strangers")
    environment = dict(os.environ) | {
        "DIGIT_LAB_RUNS": str(folder / "runs"),
        "DIGIT_LAB_DATA": str(pen_folder),
        "DIGIT_LAB_OFFLINE": "1",
        "DIGIT_LAB_HOSTED": "1",
        "WATCHED_SERVER_FILE": str(folder / "facts.json"),
    }
    with running_server(folder, environment, program=SERVER) as server:
        found = Victim(server.url, folder / "facts.json", folder / "runs")
        loop.run(found.tab.__aenter__())
        loop.run(found.train())
        yield found
        loop.run(found.tab.__aexit__(None, None, None))
    text = server.log.read_text()
    assert found.workspace not in text, "no log holds the name of a workspace"
    assert mark_of(found.workspace) not in text


def a_message(kind: str, victim: Victim) -> BackMsg:
    """Fill a message with the name of another's workspace wherever there is a place for it."""
    message = BackMsg()
    query = urlencode({"workspace": victim.workspace, "session": victim.tab.session})
    match kind:
        case "rerun_script":
            message.rerun_script.query_string = query
        case "file_urls_request":
            message.file_urls_request.session_id = victim.tab.session
            message.file_urls_request.file_names.append(f"../{victim.workspace}/0001/state")
        case "backend_operation_request":
            request = message.backend_operation_request
            request.session_id, request.request_id = victim.tab.session, "1"
            request.deferred_file.file_id = f"{victim.workspace}/0001"
        case _:
            setattr(message, kind, True)
    return message


async def sees(tab: Tab) -> bytes:
    return b"".join(tab.received)


def test_whoever_has_a_mark_sees_the_secret_and_who_has_none_is_asked(victim, loop):
    """Else the tests below would prove nothing."""

    async def look() -> None:
        query = urlencode({"workspace": victim.workspace})
        cookie = {"Cookie": f"{COOKIE}={mark_of(victim.workspace)}"}
        async with Tab(victim.url, query=query, headers=cookie, keeps_messages=True) as friend:
            await friend.open("compare")
            assert SECRET.encode() in await sees(friend)
            assert not friend.has("workspace_join")
        async with Tab(victim.url, query=query, keeps_messages=True) as stranger:
            await stranger.open("compare")
            assert SECRET.encode() not in await sees(stranger)
            assert stranger.has("workspace_join")
        await victim.until(lambda: victim.known["tabs"] == 1)

    loop.run(look())


def test_no_parameter_of_an_address_opens_another_workspace(victim, loop, sample):
    before = victim.files()

    async def try_all() -> None:
        for name in sample(PARAMETERS, 5):
            for value in sample((victim.workspace, f"{victim.workspace}/0001"), 1):
                query = urlencode({name: value})
                async with Tab(victim.url, query=query, keeps_messages=True) as stranger:
                    await stranger.open("compare")
                    # The very button of the other's page: its name is no secret.
                    stranger.widgets |= victim.tab.widgets
                    await stranger.press("train_stop")
                    assert SECRET.encode() not in await sees(stranger), name

    loop.run(try_all())
    loop.run(victim.goes_on())
    assert victim.run["state"] == "running"
    assert victim.files() == before
    assert [path.name for path in victim.runs.iterdir() if path.is_dir()] == [victim.workspace]


def test_no_kind_of_message_reaches_another_workspace(victim, loop):
    before, known = victim.files(), victim.known

    async def try_all() -> None:
        async with Tab(victim.url, keeps_messages=True) as stranger:
            await stranger.open("compare")
            own = stranger.query
            for kind in KINDS:
                await stranger.send(a_message(kind, victim))
                # It is answered, and still the stranger's own workspace; a word of no meaning that
                # he sent himself may stand beside it.
                await stranger.open("compare")
                assert parse_qs(stranger.query)["workspace"] == parse_qs(own)["workspace"], kind
            assert SECRET.encode() not in await sees(stranger)
            assert victim.everybody[own.partition("=")[2]]["tabs"] == 1

    loop.run(try_all())
    loop.run(victim.goes_on())
    assert victim.known["object"] == known["object"]
    assert victim.files() == before


def test_flood_that_empties_the_cache_holds_nobodys_training(victim, loop):
    known, held = victim.known["object"], []

    async def flood(message: BackMsg) -> None:
        async with Tab(victim.url) as hostile:
            await hostile.open("data")
            until = time.monotonic() + FLOOD_SECONDS
            while time.monotonic() < until:
                await hostile.send(message)
                held.append((victim.run["held"], victim.known["tabs"]))
                await asyncio.sleep(1 / MESSAGES_A_SECOND)

    step = victim.step
    loop.run(flood(BackMsg(clear_cache=True)))
    assert set(held) == {(False, 1)}
    assert victim.step > step
    loop.run(victim.goes_on())
    assert victim.known["object"] == known, "there is no second visitor"


def test_lost_connections_are_counted_right_and_so_is_the_last_departure(victim, loop):
    known = victim.known["object"]

    async def drop_and_return() -> None:
        for times in range(DROPS):
            session = victim.tab.session
            victim.tab.drop()
            if times % 2:  # Late enough for his absence to be noticed.
                await victim.until(lambda: victim.run["held"])
                assert victim.known["tabs"] == 0
            victim.tab = Tab(
                victim.url, query=victim.tab.query, session=session, pages=victim.tab.pages
            )
            await victim.tab.__aenter__()
            await victim.tab.open("train")
            assert victim.tab.session == session
            await victim.until(lambda: not victim.run["held"])
            await victim.goes_on()

    async def leave_untold() -> None:
        async with Tab(victim.url) as hostile:
            await hostile.open("data")
            await hostile.send(BackMsg(clear_cache=True))
            await asyncio.sleep(0.1)
        # What would have told of it is emptied, and no page has been drawn since.
        victim.tab.drop()
        await victim.until(lambda: victim.run["held"])
        assert victim.known["tabs"] == 0

    loop.run(drop_and_return())
    victim.tab._stop_timers()
    loop.run(leave_untold())
    assert victim.known["object"] == known


def test_session_that_nobody_has_cannot_be_resumed(victim, loop):
    async def ask() -> None:
        async with Tab(victim.url, session="0" * 36) as stranger:
            await stranger.open()
            assert stranger.session not in ("0" * 36, victim.tab.session)

    loop.run(ask())
