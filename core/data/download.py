"""Downloading MNIST in the background, so that nobody has to wait for it."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Literal

from core.data.mnist import DOWNLOAD_BYTES, download_mnist, downloaded_bytes, has_mnist
from core.errors import DigitLabError, DownloadCancelledError

DownloadState = Literal["missing", "downloading", "ready", "failed"]


class MnistDownload:
    """Knows whether MNIST is on this machine, and fetches it when asked.

    Parameters
    ----------
    folder : Path, str or None
        The data folder, as in :func:`core.data.mnist.mnist_folder`.
    """

    def __init__(self, folder: Path | str | None = None) -> None:
        self.folder = folder
        self.error: str | None = None
        self._lock = threading.Lock()
        self._cancelled = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def state(self) -> DownloadState:
        """Where the files are.

        Returns
        -------
        DownloadState
            "ready" as soon as all four are there, whoever brought them.
        """
        with self._lock:
            if self._thread and self._thread.is_alive():
                return "downloading"
        if has_mnist(self.folder):
            return "ready"
        return "failed" if self.error else "missing"

    @property
    def share(self) -> float:
        """How much of the download is done.

        Returns
        -------
        float
            0 to 1.
        """
        return min(1.0, downloaded_bytes(self.folder) / DOWNLOAD_BYTES)

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
        """Wait for the download to end. For scripts and tests.

        Parameters
        ----------
        timeout : float, optional
            At most so many seconds.
        """
        if self._thread:
            self._thread.join(timeout)

    def _work(self) -> None:
        try:
            download_mnist(self.folder, cancelled=self._cancelled.is_set)
        except DownloadCancelledError:
            pass  # Missing, as before.
        except DigitLabError as error:
            self.error = str(error)
