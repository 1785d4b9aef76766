"""The own sets that this visitor's runs learned from."""

from __future__ import annotations

from pathlib import Path

from core.data.own import OwnSet, own_parts
from core.data.own.keys import with_mnist
from core.runs.own_versions import (
    delete_versions_of,
    forget_versions,
    keep_version,
    version_of,
)
from dashboard.server.resources import shared_store
from dashboard.visitor import session
from dashboard.visitor.collecting import own_sets
from dashboard.visitor.draft import choose_dataset, draft


def own_home() -> Path:
    """Return this workspace's folder, which may not exist yet."""
    return shared_store().home(session.visitor().workspace)


def prepare_training(own: OwnSet, *, mixed: bool = False) -> None:
    """Keep a set as it is now, and prepare to train on it, alone or together with MNIST.

    Raises
    ------
    OwnSetError
        If there is too little of a class.
    LimitError
        If there is no room for it.
    """
    own_parts(own)
    used = {version_of(run.config) for run in session.visitor().runs}
    used.add(version_of(draft().config))
    forget_versions(own_home(), [key for key in used if key])
    key = keep_version(own_home(), own)
    choose_dataset(with_mnist(key) if mixed else key)


def delete_set(own: OwnSet) -> None:
    """Delete a set for good, and what was kept of it for runs."""
    own_sets().drop(own.class_names)
    delete_versions_of(own_home(), own.class_names)
