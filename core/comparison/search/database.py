"""Where searches are stored: in a file, or in a database that several machines reach.

SQLAlchemy takes 0.3 s to import (Optuna itself 0.04 s, beside PyTorch). Comparing runs needs
none of it, so functions import it when they are called.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from optuna.exceptions import StorageInternalError
from optuna.storages import RDBStorage

from core.errors import StudyError

# Others write to the same file for milliseconds; after this long there is nothing to wait for.
PATIENCE_SECONDS = 60.0
# Those who open a new database at the same time create its tables at the same time, and all but
# one of them find a table that was not there a moment ago: four processes did so in a third of
# all cases. There are ten tables.
TRIES = 20
SECONDS_BETWEEN_TRIES = 0.1


@dataclass(frozen=True, slots=True)
class Database:
    """A database to open.

    Attributes
    ----------
    url : str
        As SQLAlchemy reads it; it may contain a password.
    name : str
        Names it in messages, without the password.
    is_file : bool
        Whether it is an SQLite file.
    """

    url: str
    name: str
    is_file: bool


def connect(storage: str | Path) -> RDBStorage:
    """Open a database; create its tables where they are missing.

    Nothing in it is executed: Optuna stores numbers, text and JSON there, no pickles.

    Parameters
    ----------
    storage : str or Path
        A database URL that SQLAlchemy knows, with its ``://``, for instance
        ``postgresql+psycopg://user:password@host/database``. Anything else is the path of an
        SQLite file.

    Raises
    ------
    StudyError
        If this is no database, its driver is not installed, or it cannot be reached.
    """
    from sqlalchemy.exc import NoSuchModuleError

    database = _database(storage)
    with explained_errors(database.name):
        try:
            return _open(database)
        except ImportError as error:
            missing = getattr(error.__cause__, "name", None) or error
            raise StudyError(
                f"{database.name} needs the package {missing}, which is not installed. Install a "
                "driver and name it in the URL, for instance psycopg[binary] for "
                "postgresql+psycopg://, or pymysql for mysql+pymysql://."
            ) from error
        except NoSuchModuleError as error:
            raise StudyError(
                f"{database.name} is of no kind that is known here. Expected a file, or a URL that "
                "begins with sqlite://, postgresql+psycopg:// or mysql+pymysql://."
            ) from error
        except RuntimeError as error:
            # Optuna raises it for tables of another version; its message explains what to do.
            raise StudyError(f"{database.name} cannot be used: {error}") from error


@contextmanager
def explained_errors(database: str = "The database of this search") -> Iterator[None]:
    """Turn what a database and its driver raise into a StudyError that explains what to do."""
    from sqlalchemy.exc import SQLAlchemyError

    try:
        yield
    except (SQLAlchemyError, StorageInternalError) as error:
        raise StudyError(
            f"{database} cannot be used: {_reason(error)}. Check that it is there, is a database, "
            "may be written to, and can be reached from this machine; then open it again."
        ) from error


def _database(storage: str | Path) -> Database:
    from sqlalchemy.engine import URL, make_url
    from sqlalchemy.exc import ArgumentError

    if isinstance(storage, Path) or "://" not in storage:
        path = Path(storage).absolute()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StudyError(f"Searches cannot be kept in {path}: {error}") from error
        url = URL.create("sqlite", database=str(path))
    else:
        try:
            url = make_url(storage)
        except (ArgumentError, ValueError) as error:
            # The URL itself may contain a password, so it is not repeated.
            raise StudyError(
                "The database URL cannot be read. Expected a file, or a URL such as "
                "postgresql+psycopg://user:password@host:5432/database."
            ) from error
    return Database(
        url=url.render_as_string(hide_password=False),
        # Not hide_password: the URL's options may contain one as well.
        name=f"{url.drivername}://{url.host or ''}/{url.database or ''}",
        is_file=url.get_backend_name() == "sqlite",
    )


def _open(database: Database) -> RDBStorage:
    from sqlalchemy.exc import DBAPIError, IntegrityError
    from sqlalchemy.pool import NullPool

    # Optuna fills in what stands in braces.
    url = database.url.replace("{", "{{").replace("}", "}}")
    # A training takes minutes; a connection that was cut meanwhile is opened again.
    options: dict[str, Any] = {"pool_pre_ping": True}
    if database.is_file:
        # Each use opens and closes the file: it costs little, and no page keeps a file open.
        options = {"poolclass": NullPool, "connect_args": {"timeout": PATIENCE_SECONDS}}
    for _ in range(TRIES):
        try:
            return RDBStorage(url, engine_kwargs=options)
        except DBAPIError as error:
            if not isinstance(error, IntegrityError) and "already exists" not in str(error):
                raise
            time.sleep(SECONDS_BETWEEN_TRIES)
    return RDBStorage(url, engine_kwargs=options)


def _reason(error: Exception) -> str:
    """Find the driver's own message; around it stand SQL and links."""
    cause = (error.__cause__ or error) if isinstance(error, StorageInternalError) else error
    lines = str(getattr(cause, "orig", None) or cause).splitlines()
    return lines[0].rstrip(".") if lines else type(cause).__name__
