"""Files come at a pace that leaves the server time for its pages."""

import asyncio

import pytest

from core.limits import HOSTED, MEGABYTE, most_upload_bytes
from dashboard.server.upload_pace import MINUTE, TOO_MANY_REQUESTS, UPLOADS, UploadPace

NO_CONTENT = 204


class Clock:
    now = 5.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def bring(monkeypatch, clock):
    """Bring a file of so many bytes; the answer's number."""
    monkeypatch.setenv(HOSTED, "1")

    async def take(scope, receive, send):
        await send({"type": "http.response.start", "status": NO_CONTENT, "headers": []})

    pace = UploadPace(take, clock=clock)

    def bring(size, tab="one", method="PUT", path=UPLOADS):
        said = str(size).encode()
        headers = [(b"content-length", said)] if said else []
        scope = {"type": "http", "method": method, "path": f"{path}{tab}/file", "headers": headers}
        answers = []

        async def send(message):
            answers.append(message)

        asyncio.run(pace(scope, None, send))
        return answers[0]["status"]

    return bring


def test_who_brings_photos_is_never_refused(bring, clock):
    for _ in range(30):
        assert bring(4 * MEGABYTE) == NO_CONTENT
        clock.now += 5


def test_who_brings_without_pause_is_refused_until_a_minute_has_passed(bring, clock):
    most = most_upload_bytes("minute_upload_megabytes")
    whole = most // (5 * MEGABYTE)
    assert [bring(5 * MEGABYTE) for _ in range(whole)] == [NO_CONTENT] * whole
    assert bring(5 * MEGABYTE) == TOO_MANY_REQUESTS
    assert bring(5 * MEGABYTE, tab="another") == NO_CONTENT
    clock.now += MINUTE
    assert bring(5 * MEGABYTE) == NO_CONTENT


def test_what_is_refused_does_not_count(bring, clock):
    while bring(5 * MEGABYTE) == NO_CONTENT:
        pass
    for _ in range(50):
        bring(5 * MEGABYTE)
    clock.now += MINUTE / 2
    assert bring(5 * MEGABYTE) == NO_CONTENT


@pytest.mark.parametrize("said", ["", "many", "9" * 5_000, "-1"])
def test_file_that_hides_its_size_counts_as_the_largest(bring, said):
    most, largest = map(most_upload_bytes, ("minute_upload_megabytes", "upload_megabytes"))
    answers = [bring(said) for _ in range(4)]
    assert answers.count(NO_CONTENT) == most // (largest + MEGABYTE)


def test_all_else_passes(bring):
    while bring(5 * MEGABYTE) == NO_CONTENT:
        pass
    assert bring(0, method="GET") == NO_CONTENT
    assert bring(5 * MEGABYTE, path="/elsewhere/") == NO_CONTENT
