"""Searches that are stored, each with what it varies."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import optuna

from core.comparison.search.database import connect, explained_errors
from core.comparison.search.space import SEARCHABLE, extent_of, meaningful_fields
from core.comparison.settings import differing_settings
from core.config import TrainConfig
from core.errors import ConfigError, StudyError

# Its name among the attributes that Optuna stores with a study.
PLAN = "plan"


@dataclass(frozen=True, slots=True)
class SearchPlan:
    """The fields that a search varies, keys of `SEARCHABLE` in its order, and all the rest."""

    base: TrainConfig
    fields: tuple[str, ...]


def open_study(name: str, storage: str | Path) -> optuna.Study:
    """Open a search for the largest validation accuracy, or create one of this name.

    Several processes and machines may have the same one open and search together: one
    machine through a file, several through a database server.

    Parameters
    ----------
    name : str
        At least one letter.
    storage : str or Path
        A file (SQLite), or a database URL with its ``://``.

    Raises
    ------
    StudyError
        If the name is empty or the database cannot be used.
    """
    if not name.strip():
        raise StudyError("The name of the search is empty. Expected at least one letter.")
    optuna.logging.set_verbosity(optuna.logging.ERROR)  # It would write every trial to stderr.
    connection = connect(storage)
    with explained_errors():
        return optuna.create_study(
            study_name=name,
            storage=connection,
            direction="maximize",
            pruner=optuna.pruners.MedianPruner(),
            load_if_exists=True,
        )


def study_names(storage: str | Path) -> list[str]:
    """List the searches in a database, the oldest first.

    Raises
    ------
    StudyError
        If the database cannot be used.
    """
    connection = connect(storage)
    with explained_errors():
        return optuna.get_all_study_names(connection)


def plan_of(study: optuna.Study) -> SearchPlan | None:
    """Return what a search varies; None before it began.

    Raises
    ------
    StudyError
        If somebody else began it, or a version of Digit Lab that knows other settings.
    """
    with explained_errors():
        written = study.user_attrs.get(PLAN)
        foreign = written is None and bool(study.get_trials(deepcopy=False))
    if foreign:
        raise StudyError(
            f"The search {study.study_name!r} was not begun by Digit Lab. Choose another name."
        )
    if written is None:
        return None
    try:
        base = TrainConfig.from_dict(written["base"])
        return SearchPlan(base, meaningful_fields(base, written["fields"]))
    except ConfigError as error:
        raise StudyError(
            f"The search {study.study_name!r} has settings that are unknown here: {error} "
            "Open it with the version of Digit Lab that began it, or choose another name."
        ) from error


def begin(study: optuna.Study, plan: SearchPlan) -> None:
    """Store what a search varies, or make sure that it continues as it began.

    Raises
    ------
    StudyError
        If it was begun with something else.
    """
    extents = {name: extent_of(SEARCHABLE[name]) for name in plan.fields}
    with explained_errors():
        if plan_of(study) is None:
            study.set_user_attr(PLAN, {"base": plan.base.to_dict(), "fields": extents})
        # Read again: two may have begun at once, and only one of the plans was stored.
        found, written = plan_of(study), study.user_attrs[PLAN]
    assert found is not None
    differing = differing_settings([found.base, plan.base])
    if written["fields"] != extents:
        differing.append("what is searched")
    if differing:
        raise StudyError(
            f"The search {study.study_name!r} was begun with another choice of "
            f"{', '.join(differing)}. Go on with the same, or choose another name."
        )
