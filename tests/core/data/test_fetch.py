"""One file from a real server on this machine."""

import hashlib
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.error import HTTPError

import pytest

from core.data import fetch as fetch_module
from core.data.fetch import PIECE_BYTES, fetch
from core.errors import DownloadCancelledError

CONTENT = bytes(range(256)) * 1_024
MD5 = hashlib.md5(CONTENT).hexdigest()
PATIENCE = 20


@pytest.fixture
def server():
    """Serves CONTENT; under /slow only its first half, and then nothing more."""
    let_go = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            if self.path == "/gone":
                self.send_error(404)
                return
            self.send_response(200)
            self.send_header("Content-Length", str(len(CONTENT)))
            self.end_headers()
            half = len(CONTENT) // 2
            self.wfile.write(CONTENT[:half])
            if self.path == "/slow":
                let_go.wait(PATIENCE)
            else:
                self.wfile.write(CONTENT[half:])

        def log_message(self, *arguments):
            pass

    http = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=http.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{http.server_port}"
    let_go.set()
    http.shutdown()
    thread.join(PATIENCE)
    http.server_close()


def never() -> bool:
    return False


def test_whole_file_arrives(server, tmp_path):
    fetch(f"{server}/file", tmp_path / "new", "file", MD5, never)
    assert (tmp_path / "new" / "file").read_bytes() == CONTENT


def test_another_file_than_promised_is_refused(server, tmp_path):
    with pytest.raises(RuntimeError, match="damaged or not the one"):
        fetch(f"{server}/file", tmp_path, "file", hashlib.md5(b"other").hexdigest(), never)


def test_missing_file_is_a_network_error(server, tmp_path):
    with pytest.raises(HTTPError, match="404"):
        fetch(f"{server}/gone", tmp_path, "file", MD5, never)


def test_silent_host_is_given_up(server, tmp_path, monkeypatch):
    monkeypatch.setattr(fetch_module, "SILENCE_SECONDS", 0.2)
    with pytest.raises(OSError, match="timed out"):
        fetch(f"{server}/slow", tmp_path, "file", MD5, never)


def test_cancelled_download_stops_between_two_pieces_and_leaves_nothing(server, tmp_path):
    asked = []

    def after_two_pieces() -> bool:
        asked.append(1)
        return len(asked) > 2

    with pytest.raises(DownloadCancelledError):
        fetch(f"{server}/file", tmp_path, "file", MD5, after_two_pieces)
    assert not any(tmp_path.iterdir())
    assert len(asked) < len(CONTENT) / PIECE_BYTES + 2


# Again after a broken one


@pytest.fixture
def breaking_server():
    """Breaks off after half of CONTENT, except where asked for the rest; counts what it sends."""
    sent = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            begun = int(self.headers.get("Range", "bytes=0-")[len("bytes=") : -1])
            if begun >= len(CONTENT):
                self.send_error(416)
                return
            self.send_response(206 if begun else 200)
            self.send_header("Content-Length", str(len(CONTENT) - begun))
            self.end_headers()
            content = CONTENT[begun:] if begun or len(sent) > 2 else CONTENT[: len(CONTENT) // 2]
            sent.append(len(content))
            self.wfile.write(content)

        def log_message(self, *arguments):
            pass

    http = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=http.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{http.server_port}/file", sent
    http.shutdown()
    thread.join(PATIENCE)
    http.server_close()


def test_only_the_rest_is_asked_for_after_a_broken_download(breaking_server, tmp_path):
    url, sent = breaking_server
    with pytest.raises(ConnectionError, match="bytes early"):
        fetch(url, tmp_path, "file", MD5, never)
    assert (tmp_path / "file").read_bytes() == CONTENT[: len(CONTENT) // 2]
    fetch(url, tmp_path, "file", MD5, never)
    assert (tmp_path / "file").read_bytes() == CONTENT
    assert sum(sent) == len(CONTENT)


@pytest.mark.parametrize("left", [b"something else", CONTENT + b"more"])
def test_what_is_no_part_of_the_file_is_replaced(server, breaking_server, tmp_path, left):
    (tmp_path / "file").write_bytes(left)
    fetch(f"{server}/file", tmp_path, "file", MD5, never)
    assert (tmp_path / "file").read_bytes() == CONTENT
    url, sent = breaking_server
    sent += [0, 0, 0]
    (tmp_path / "file").write_bytes(left)
    fetch(url, tmp_path, "file", MD5, never)
    assert (tmp_path / "file").read_bytes() == CONTENT


def test_certificates_are_there_where_the_system_has_none(monkeypatch, tmp_path):
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path))
    assert len(fetch_module.trusted.__wrapped__().get_ca_certs()) > 50
