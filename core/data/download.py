"""Downloading a data set in the background, so that nobody has to wait for it."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Literal

from core.data.dataset import DatasetSpec
from core.data.files import data_folder, download_files, downloaded_bytes, has_files
from core.errors import DigitLabError, DownloadCancelledError

DownloadState = Literal["missing", "downloading", "ready", "failed"]


class DatasetDownload:
    """Whether a data set with files is on this machine, and its download when asked for."""

    def __init__(self, spec: DatasetSpec, folder: Path | str | None = None) -> None:
        self.spec = spec
        self.folder = folder
        self.error: str | None = None
        self._lock = threading.Lock()
        self._cancelled = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def state(self) -> DownloadState:
        """Where the files are: "ready" as soon as all are there, whoever brought them."""
        with self._lock:
            if self._thread and self._thread.is_alive():
                return "downloading"
        if has_files(self.spec, self.folder):
            return "ready"
        return "failed" if self.error else "missing"

    @property
    def fraction(self) -> float:
        """How much of the download is done, 0 to 1."""
        return min(1.0, downloaded_bytes(self.spec, self.folder) / self.spec.download_bytes)

    def start(self) -> None:
        """Begin to download in the background, unless that is going on already."""
        with self._lock:
            if self._thread and self._thread.is_alive():
                return
            self.error = None
            self._cancelled.clear()
            self._thread = threading.Thread(target=self._work, name="download", daemon=True)
            self._thread.start()

    def cancel(self) -> None:
        """End a download soon; what came whole is kept for the next one."""
        self._cancelled.set()

    def wait(self, timeout: float | None = None) -> None:
        """Wait for the download to end, at most so many seconds. For scripts and tests."""
        if self._thread:
            self._thread.join(timeout)

    def _work(self) -> None:
        try:
            download_files(self.spec, self.folder, cancelled=self._cancelled.is_set)
        except DownloadCancelledError:
            pass  # Missing, as before.
        except DigitLabError as error:
            self.error = str(error)
        except OSError as error:
            where = data_folder(self.folder)
            self.error = f"{where} cannot be looked into: {error.strerror}."
