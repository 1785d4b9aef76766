"""Where searches are kept: in a file, or in a database that several machines reach."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from optuna.exceptions import StorageInternalError
from optuna.storages import RDBStorage

from core.errors import StudyError

# SQLAlchemy takes 0.3 s to import (Optuna itself 0.04 s, beside PyTorch). Who only compares runs
# shall not wait for it, so functions import it when they need it.
if TYPE_CHECKING:
    from sqlalchemy.engine import URL

# Others write to the same file for milliseconds; who waits longer than this waits for nothing.
PATIENCE_SECONDS = 60.0
# Those who open a new database at the same time make its tables at the same time, and all but
# one of them find a table that was not there a moment ago: four processes did so in a third of
# all cases. There are ten tables.
TRIES = 20
SECONDS_BETWEEN_TRIES = 0.1


def connect(storage: str | Path) -> RDBStorage:
    """Open a database, with its tables made where they are missing.

    Nothing in it is executed: Optuna keeps numbers, text and JSON there, no pickles.

    Parameters
    ----------
    storage : str or Path
        A database URL that SQLAlchemy knows, with its ``://``, for instance
        ``postgresql+psycopg://user:password@host/database``. Anything else is the path of an
        SQLite file.

    Returns
    -------
    RDBStorage
        Optuna's connection.

    Raises
    ------
    StudyError
        If this is no database, its driver is not installed, or it cannot be reached.
    """
    from sqlalchemy.exc import NoSuchModuleError

    url = _url(storage)
    database = _without_password(url)
    with explained_errors(database):
        try:
            return _open(url)
        except ImportError as error:
            missing = getattr(error.__cause__, "name", None) or error
            raise StudyError(
                f"{database} needs the package {missing}, which is not installed. Install a "
                "driver and name it in the URL, for instance psycopg[binary] for "
                "postgresql+psycopg://, or pymysql for mysql+pymysql://."
            ) from error
        except NoSuchModuleError as error:
            raise StudyError(
                f"{database} is of no kind that is known here. Expected a file, or a URL that "
                "begins with sqlite://, postgresql+psycopg:// or mysql+pymysql://."
            ) from error
        except RuntimeError as error:
            # So Optuna says that the tables are of another version, and what to do.
            raise StudyError(f"{database} cannot be used: {error}") from error


@contextmanager
def explained_errors(database: str = "The database of this search") -> Iterator[None]:
    """Turn what a database and its driver raise into a named error.

    Parameters
    ----------
    database : str
        Which one, in words.

    Yields
    ------
    None
        While it is used.

    Raises
    ------
    StudyError
        It says what is wrong and what to do.
    """
    from sqlalchemy.exc import SQLAlchemyError

    try:
        yield
    except (SQLAlchemyError, StorageInternalError) as error:
        raise StudyError(
            f"{database} cannot be used: {_reason(error)}. Check that it is there, is a database, "
            "may be written to, and can be reached from this machine; then open it again."
        ) from error


def _url(storage: str | Path) -> URL:
    from sqlalchemy.engine import URL, make_url
    from sqlalchemy.exc import ArgumentError

    if isinstance(storage, Path) or "://" not in storage:
        path = Path(storage).absolute()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StudyError(f"Searches cannot be kept in {path}: {error}") from error
        return URL.create("sqlite", database=str(path))
    try:
        return make_url(storage)
    except (ArgumentError, ValueError) as error:
        # The URL itself may hold a password, so it is not repeated.
        raise StudyError(
            "The database URL cannot be read. Expected a file, or a URL such as "
            "postgresql+psycopg://user:password@host:5432/database."
        ) from error


def _without_password(url: URL) -> str:
    """Name a database in words; the URL's options may hold a password as well."""
    return f"{url.drivername}://{url.host or ''}/{url.database or ''}"


def _open(url: URL) -> RDBStorage:
    from sqlalchemy.exc import DBAPIError, IntegrityError
    from sqlalchemy.pool import NullPool

    # Optuna fills in what stands in braces.
    address = url.render_as_string(hide_password=False).replace("{", "{{").replace("}", "}}")
    # A training takes minutes; a connection that was cut meanwhile is made anew.
    options: dict[str, Any] = {"pool_pre_ping": True}
    if url.get_backend_name() == "sqlite":
        # Each use opens and closes the file: it costs little, and no page keeps a file open.
        options = {"poolclass": NullPool, "connect_args": {"timeout": PATIENCE_SECONDS}}
    for _ in range(TRIES):
        try:
            return RDBStorage(address, engine_kwargs=options)
        except DBAPIError as error:
            if not isinstance(error, IntegrityError) and "already exists" not in str(error):
                raise
            time.sleep(SECONDS_BETWEEN_TRIES)
    return RDBStorage(address, engine_kwargs=options)


def _reason(error: Exception) -> str:
    """Find what the driver said; around it stand SQL and links."""
    cause = (error.__cause__ or error) if isinstance(error, StorageInternalError) else error
    lines = str(getattr(cause, "orig", None) or cause).splitlines()
    return lines[0].rstrip(".") if lines else type(cause).__name__
