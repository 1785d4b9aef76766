"""What tells a run from the others, in the words that menus and legends share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from core.comparison.settings import differing_settings, settings_of, telling_settings
from core.models import MODELS
from core.setting_words import value_in_words
from core.settings import SETTINGS
from dashboard.visitor.run_handle import RunHandle
from dashboard.wording import exact_number

# Settings named in a legend; with more, a name of one's own is easier to read.
MAX_WORDS = 3
# How a run ended where that tells that its network is not what its settings promise.
UNUSUAL_ENDS = ("diverged", "stopped", "interrupted", "failed")


def menu_titles(runs: Sequence[RunHandle]) -> dict[int, str]:
    """Name runs for a menu, by their numbers: "Run 2 (seed 1): learning rate 0.01"."""
    names = differing_settings([run.config for run in runs])
    return {
        run.number: f"Run {run.number} (seed {run.config.seed}): "
        + telling_words(run, runs, names)
        + (f", {run.state}" if run.state in UNUSUAL_ENDS else "")
        for run in runs
    }


def telling_words(run: RunHandle, all_runs: Sequence[RunHandle], names: Sequence[str]) -> str:
    """Say what tells a run from others; its own name is enough where nobody else has it."""
    own = [run.about.name] if run.about.name else []
    if own and sum(other.about.name == run.about.name for other in all_runs) == 1:
        return ", ".join([run.about.name, *filter(None, [run.fault.in_words])])
    values = settings_of(run.config)
    # The seed stands before these words anyway.
    names = [name for name in names if name != "seed" and name in values]
    others = [settings_of(other.config) for other in all_runs if other is not run]
    told = telling_settings(values, others, names, MAX_WORDS)
    words = (
        own
        + run.beside_its_settings
        + [f"{title_of(name)} {write(name, values[name])}" for name in told]
    )
    if len(told) < len(names):
        words.append("and more")
    return ", ".join(words) or MODELS[run.config.model].title


def title_of(name: str) -> str:
    """Name a setting, or an option of an architecture, within a sentence."""
    title = SETTINGS[name].title if name in SETTINGS else name.replace("_", " ")
    return title[0].lower() + title[1:]


def write(name: str, value: Any) -> str:
    """Write a setting's value for people."""
    if name in SETTINGS:
        return value_in_words(name, value)
    if isinstance(value, tuple):
        return "-".join(str(part) for part in value)
    return exact_number(value) if isinstance(value, float) else str(value)
