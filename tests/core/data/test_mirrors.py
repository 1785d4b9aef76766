"""Downloading from real servers on this machine: a dead mirror, a broken one, two at once."""

import functools
import hashlib
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest

from core.data.dataset import DataFile
from core.data.files import PARTIAL, download_files, downloaded_bytes, file_folder, has_files
from core.errors import DownloadError
from tests.core.data.test_files import SMALL

CONTENTS = {f"part-{number}.gz": bytes([number]) * 300_000 for number in range(3)}


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *arguments):
        pass


@pytest.fixture
def mirror(tmp_path):
    """Serve three files; the address ends in a slash."""
    folder = tmp_path / "mirror"
    folder.mkdir()
    for name, content in CONTENTS.items():
        (folder / name).write_bytes(content)
    http = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder)))
    thread = threading.Thread(target=http.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{http.server_port}/"
    http.shutdown()
    thread.join(20)
    http.server_close()


def spec_at(*mirrors: str):
    files = tuple(
        DataFile(name, hashlib.md5(content).hexdigest(), len(content))
        for name, content in CONTENTS.items()
    )
    return replace(SMALL, files=files, mirrors=mirrors)


def whole(spec, folder) -> bool:
    where = file_folder(spec, folder)
    return {path.name: path.read_bytes() for path in where.iterdir()} == CONTENTS


DEAD = "http://127.0.0.1:9/"


def test_second_mirror_answers_when_the_first_does_not(mirror, tmp_path):
    for first in (DEAD, f"{mirror}no-such-folder/"):
        folder = tmp_path / first.rsplit("/", 2)[1]
        spec = spec_at(first, mirror)
        download_files(spec, folder)
        assert whole(spec, folder)


def test_two_downloads_at_once_both_end_well(mirror, tmp_path):
    spec = spec_at(mirror)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: download_files(spec, tmp_path / "data"), range(4)))
    assert whole(spec, tmp_path / "data")


def test_part_of_a_file_that_was_left_is_taken_up(mirror, tmp_path):
    spec = spec_at(mirror)
    left = file_folder(spec, tmp_path) / PARTIAL
    left.mkdir(parents=True)
    name = spec.files[0].name
    (left / name).write_bytes(CONTENTS[name][:1_000])
    assert downloaded_bytes(spec, tmp_path) == 1_000
    download_files(spec, tmp_path)
    assert whole(spec, tmp_path)


def test_no_mirror_is_told_with_every_reason(tmp_path):
    with pytest.raises(DownloadError) as caught:
        download_files(spec_at(DEAD, "http://127.0.0.1:10/"), tmp_path)
    assert "127.0.0.1:9" in str(caught.value)
    assert "127.0.0.1:10" in str(caught.value)
    assert not has_files(spec_at(DEAD), tmp_path)
