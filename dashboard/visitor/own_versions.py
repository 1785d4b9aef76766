"""The own sets that this visitor's runs learned from."""

from __future__ import annotations

from pathlib import Path

from core.config import TrainConfig
from core.data.own import OwnName, OwnSet, dataset_name
from core.data.own.versions import delete_versions_of, forget_versions, keep_version
from core.runs.store import settings_in
from dashboard.server.resources import forget_data_set, shared_store
from dashboard.visitor import session
from dashboard.visitor.collecting import own_sets
from dashboard.visitor.draft import choose_dataset, draft


def own_home() -> Path:
    """Return this workspace's folder, which may not exist yet."""
    return shared_store().home(session.visitor().workspace)


def version_of(config: TrainConfig) -> str | None:
    """Return the version of an own set that a configuration learns from; None for no own set."""
    name = OwnName.of(config.dataset)
    return name.version if name else None


def prepare_training(own: OwnSet, *, with_mnist: bool = False) -> None:
    """Keep a set as it is now, and prepare to train on it, alone or together with MNIST.

    Raises
    ------
    OwnSetError
        If there is too little of a class.
    LimitError
        If there is no room for it.
    """
    name = dataset_name(own, with_mnist=with_mnist)
    used = {version_of(run.config) for run in session.visitor().runs}
    used.add(version_of(draft().config))
    used |= {version_of(config) for config in settings_in(own_home())}
    forget_versions(own_home(), [version for version in used if version])
    keep_version(own_home(), own)
    choose_dataset(name)


def delete_set(own: OwnSet) -> None:
    """Delete a set for good: what was kept of it for runs, and what is in memory, too."""

    def is_of_it(dataset: str) -> bool:
        name = OwnName.of(dataset)
        return name is not None and name.class_names == own.class_names

    own_sets().drop(own.class_names)
    for run in session.visitor().runs:
        if is_of_it(run.config.dataset):
            run.unload(interrupt=True)
    delete_versions_of(own_home(), own.class_names)
    forget_data_set(is_of_it)
