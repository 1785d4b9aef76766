"""The log of a server names no workspace, whoever writes it and whatever went wrong."""

import io
import logging
import threading

import pytest

from core.limits import HOSTED
from core.private_words import MASKED
from dashboard.server.logs import NAME, MaskedRecord, log_thread_error, masked_logs

WORKSPACE = "0123456789abcdef" * 2


@pytest.fixture
def log(monkeypatch):
    """What all loggers write, with the records of a running server."""
    before = logging.getLogRecordFactory()
    logging.setLogRecordFactory(MaskedRecord)
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    loggers = [logging.getLogger(name) for name in ("uvicorn.error", "streamlit.test", NAME)]
    for logger in loggers:
        logger.addHandler(handler)
    yield stream
    logging.setLogRecordFactory(before)
    for logger in loggers:
        logger.removeHandler(handler)


def test_name_of_a_workspace_is_masked_in_words_and_arguments(log):
    logging.getLogger("uvicorn.error").error("GET /?workspace=%s from %s", WORKSPACE, "Anna")
    logging.getLogger("streamlit.test").error(f"run {WORKSPACE}/0001")
    assert log.getvalue() == f"GET /?workspace={MASKED} from Anna\nrun {MASKED}/0001\n"


def failing() -> None:
    raise OSError(13, "Permission denied", f"/srv/lab/runs/{WORKSPACE}/0001/config.json")


def test_traceback_is_masked_and_where_it_is_hosted_shows_no_place(log, monkeypatch):
    for is_hosted in (False, True):
        monkeypatch.setenv(HOSTED, str(int(is_hosted)))
        try:
            failing()
        except OSError:
            logging.getLogger("streamlit.test").exception("It failed")
    own, hosted = log.getvalue().split("It failed\n")[1:]
    assert WORKSPACE not in own + hosted
    assert "/srv/lab/runs" in own
    assert "/srv" not in hosted
    assert __file__.rpartition("/")[0] not in hosted
    assert "test_logs.py" in hosted
    assert "PermissionError" in hosted


def test_what_ends_a_thread_is_masked_too(log, monkeypatch):
    monkeypatch.setattr(threading, "excepthook", log_thread_error)
    thread = threading.Thread(target=failing, name="training")
    thread.start()
    thread.join()
    assert "The thread training ended unexpectedly" in log.getvalue()
    assert WORKSPACE not in log.getvalue()


def test_tests_of_pages_keep_their_logs():
    assert masked_logs() is False
