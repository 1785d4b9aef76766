"""Where a visitor's searches are kept."""

from __future__ import annotations

from pathlib import Path

from core.environment import text_from
from dashboard.server.resources import shared_store
from dashboard.visitor import session

FILE = "searches.sqlite"


def studies() -> tuple[str | Path, bool]:
    """Return where searches are kept, and whether other machines can reach them there.

    A database URL in ``DIGIT_LAB_STUDIES`` lets several machines search together; without it
    each workspace has a file of its own.
    """
    url = text_from("DIGIT_LAB_STUDIES", "the URL of a database")
    return url or shared_store().home(session.visitor().workspace) / FILE, bool(url)


def own_file() -> Path | None:
    """Return the workspace's own file of searches; None where all visitors share a database."""
    storage, _ = studies()
    return storage if isinstance(storage, Path) else None
