"""Uploaded files take a bounded part of the memory.

Streamlit keeps every file that is sent for a live session until that session ends, whether a page
has asked for one or not: two hundred of them took a gigabyte.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable

from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import UploadedFileRec

from core.limits import most_upload_bytes
from dashboard.server.running import running_server
from dashboard.server.shared import shared


class BoundedUploads:
    """Stands before a manager of uploaded files; the oldest files leave when there are too many.

    Parameters
    ----------
    manager : MemoryUploadedFileManager
        Streamlit's own; its ``add_file`` is replaced.
    is_active : callable
        (session id) -> bool: whether a browser tab is still there.
    """

    def __init__(
        self, manager: MemoryUploadedFileManager, is_active: Callable[[str], bool]
    ) -> None:
        self._manager, self._is_active = manager, is_active
        self._add = manager.add_file
        # Session and file, in the order in which they came.
        self._sizes: OrderedDict[tuple[str, str], int] = OrderedDict()
        self._lock = threading.Lock()
        # The server's routes hold the manager itself, so another one could not take its place.
        manager.add_file = self.add_file  # type: ignore[method-assign]

    def add_file(self, session_id: str, file: UploadedFileRec) -> None:
        """Keep a file of a tab that is there; the oldest ones leave where it is too much."""
        with self._lock:
            if not self._is_active(session_id):
                return
            self._add(session_id, file)
            self._sizes[session_id, file.file_id] = len(file.data)
            self._sizes.move_to_end((session_id, file.file_id))
            self._forget_what_is_gone()
            of_session = [key for key in self._sizes if key[0] == session_id]
            self._remove_oldest(of_session, most_upload_bytes("session_upload_megabytes"))
            self._remove_oldest(list(self._sizes), most_upload_bytes("all_upload_megabytes"))

    @property
    def bytes(self) -> int:
        """What all files take that are kept."""
        with self._lock:
            self._forget_what_is_gone()
            return sum(self._sizes.values())

    def _forget_what_is_gone(self) -> None:
        """Forget files that a page took away, or whose session ended: nobody tells that here."""
        for session_id, file_id in list(self._sizes):
            if not self._manager.get_files(session_id, [file_id]):
                del self._sizes[session_id, file_id]

    def _remove_oldest(self, keys: list[tuple[str, str]], most: int) -> None:
        total = sum(self._sizes[key] for key in keys)
        for key in keys:
            if total <= most:
                return
            self._manager.remove_file(*key)
            total -= self._sizes.pop(key)


@shared
def bounded_uploads() -> BoundedUploads | None:
    """Bound the uploads of this server; nothing where there is none, as in tests of pages."""
    server = running_server()
    if server is None:
        return None
    manager = server.uploaded_file_mgr
    assert isinstance(manager, MemoryUploadedFileManager)  # Streamlit's server has no other.
    return BoundedUploads(manager, server.is_active_session)
