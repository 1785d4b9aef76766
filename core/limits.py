"""The one place of limits: how much a visitor, and all of them, may ask of this machine.

Each limit has a value for one's own computer and a stricter one for a server that strangers use:
the environment variable ``DIGIT_LAB_HOSTED`` chooses. ``docs/hosting.md`` shows the same table; a
test holds the two equal.
"""

from __future__ import annotations

import os
from dataclasses import dataclass

from core.environment import is_on_community_cloud, number_from, switch_from
from core.errors import LimitError

HOSTED = "DIGIT_LAB_HOSTED"
# As Streamlit counts them where it limits uploads; those of disks and memory have 1,000,000 bytes.
MEGABYTE = 2**20


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit.

    Attributes
    ----------
    title, unit : str
        What is limited, and what its number counts.
    own, hosted : float
        Its value on one's own computer, and with ``DIGIT_LAB_HOSTED=1``.
    then : str
        What happens to whoever asks for more.
    variable : str
        The environment variable that overrides both values; none where it is empty.
    """

    title: str
    unit: str
    own: float
    hosted: float
    then: str
    variable: str = ""


_REFUSED = "the training is refused"
_CLEARED = "the oldest file leaves"
_NO_SET = "the set is refused"

LIMITS: dict[str, Limit] = {
    # Of one training. A step leaves a quarter of a kilobyte of history; MNIST in batches of one
    # for five epochs takes 275,000 of them.
    "epochs": Limit("epochs of a training", "epochs", 200, 100, _REFUSED),
    "steps": Limit("steps of a training", "steps", 300_000, 100_000, _REFUSED),
    "parameters": Limit("parameters of a network", "parameters", 5_000_000, 2_000_000, _REFUSED),
    "batch_size": Limit("batch size", "images", 10_000, 2_048, _REFUSED),
    # Estimated before anything is built, see core/training/memory.py.
    "run_megabytes": Limit("memory of a training", "MB", 16_000, 750, _REFUSED),
    "all_runs_megabytes": Limit("memory of all live trainings", "MB", 32_000, 3_000, _REFUSED),
    # Of what is free for one training, of what the machine has for all of them.
    "memory_percent": Limit("share of the memory for trainings", "%", 50, 50, _REFUSED),
    # Of one visitor at once, a sweep included; and of all.
    "live_runs": Limit("live trainings of one visitor", "trainings", 24, 12, _REFUSED),
    "live_runs_of_all": Limit("live trainings of all visitors", "trainings", 120, 100, _REFUSED),
    # Cores that this process may use: affinity and cgroups count.
    "works_per_core": Limit(
        "works that compute at once", "for each core", 1, 1, "the others wait for their turn"
    ),
    "works": Limit(
        "works that compute or wait, searches and maps included",
        "works",
        240,
        150,
        "no further one begins",
    ),
    # After it a run rests until somebody says that it shall go on.
    "run_seconds": Limit(
        "computing time of a training", "s", 3_600, 1_200, "it rests until Resume is pressed"
    ),
    # The server's own limit stands in .streamlit/config.toml; a test holds them equal. The largest
    # network that can be made here takes 16 MB.
    "upload_megabytes": Limit("size of one upload", "MB", 20, 20, "the file is refused"),
    "session_upload_megabytes": Limit("uploads of one browser tab", "MB", 100, 40, _CLEARED),
    "all_upload_megabytes": Limit("uploads of all browser tabs", "MB", 1_000, 300, _CLEARED),
    "minute_upload_megabytes": Limit(
        "uploads of one browser tab in a minute (`dashboard/hosted.py` only)",
        "MB",
        400,
        60,
        "the file is refused until later",
    ),
    "tab_percent": Limit(
        "processor time for the pages of one of many browser tabs, after four seconds",
        "% of a core",
        100,
        5,
        "the page is drawn up to three seconds later",
    ),
    # More than most phones' cameras take. A file of some bytes can unpack to far more.
    "picture_megapixels": Limit(
        "size of a picture", "million pixels", 50, 25, "the picture is refused"
    ),
    "picture_side": Limit(
        "longer side of a picture", "pixels", 20_000, 20_000, "the picture is refused"
    ),
    # Of labeled images that somebody brings. All of EMNIST's digits are 280,000.
    "set_images": Limit("images of a set that is brought", "images", 300_000, 100_000, _NO_SET),
    # Of everything that is unpacked on the way. MNIST's training images take 110 MB as text.
    "set_megabytes": Limit("a set that is brought, unpacked", "MB", 1_000, 300, _NO_SET),
    "set_entries": Limit("files in a set that is brought", "files", 600_000, 200_000, _NO_SET),
    "set_picture_megapixels": Limit(
        "size of one picture in a set", "million pixels", 16, 4, "the picture is left out"
    ),
    # Of PNG a second unpacks 20 million.
    "set_megapixels": Limit(
        "pixels of all pictures in a set", "million pixels", 3_000, 500, _NO_SET
    ),
    # Of EMNIST all six sets come as one archive of 562 MB; the others have at most 31.
    "download_megabytes": Limit(
        "a data set that visitors may have downloaded", "MB", 1_000, 100, "it is not offered"
    ),
    # Of what a visitor collects. A class of thirty who write ten digits ten times has 3,000.
    "own_images": Limit(
        "images in all sets of one's own", "images", 3_000, 1_500, "no further one is added"
    ),
    "own_classes": Limit("classes of a set of one's own", "classes", 62, 62, "the set is refused"),
    # Of the sets that runs learned from, as they were then.
    "own_megabytes": Limit(
        "sets of one's own that runs learned from", "MB", 200, 30, "the training is refused"
    ),
    "workspace_megabytes": Limit(
        "runs of one workspace on disk",
        "MB",
        500,
        200,
        "moments of the oldest runs are removed",
        "DIGIT_LAB_RUNS_MB",
    ),
    "all_workspaces_megabytes": Limit(
        "runs of all workspaces on disk",
        "MB",
        20_000,
        5_000,
        "moments, then workspaces that nobody opened for long are removed; else no run is kept",
    ),
    "kept_days": Limit(
        "days that a workspace is kept where the disk is full", "days", 365, 1, "it may be removed"
    ),
    "orphan_days": Limit(
        "days that a workspace is kept which nobody opens", "days", 365, 30, "it is removed"
    ),
}


def is_hosted() -> bool:
    """Return whether strangers use this server; raises VariableError.

    On Streamlit Community Cloud they do, unless the variable says otherwise.
    """
    return is_on_community_cloud() if HOSTED not in os.environ else switch_from(HOSTED)


def limit(name: str) -> float:
    """Return a limit's value here and now, by its key in `LIMITS`; raises VariableError."""
    found = LIMITS[name]
    value = found.hosted if is_hosted() else found.own
    return number_from(found.variable, value) if found.variable else value


def most(name: str) -> int:
    """Return a limit that counts things; raises VariableError."""
    return int(limit(name))


def most_bytes(name: str) -> int:
    """Return a limit on memory or disk, which `LIMITS` has in MB, in bytes."""
    return int(limit(name) * 1e6)


def most_upload_bytes(name: str) -> int:
    """Return a limit on uploads, which `LIMITS` has in MB as Streamlit counts them, in bytes."""
    return int(limit(name) * MEGABYTE)


def check_room(live: int, live_of_all: int, *, more: int = 1) -> None:
    """Check that so many more runs may be started, beside those of the visitor and of all.

    Raises
    ------
    LimitError
        Says what to do until there is room.
    """
    if live + more > most("live_runs"):
        raise LimitError(
            f"{live} of your runs are training or waiting, and no more than {most('live_runs')} "
            "can at the same time. Wait until some have finished, or stop some of them on Compare."
        )
    if live_of_all + more > most("live_runs_of_all"):
        raise LimitError(
            f"{live_of_all} runs of all visitors are training or waiting, as many as this server "
            "takes. Try again in a minute; your settings stay as they are."
        )


def check_works(works: int) -> None:
    """Check that one more long work may begin beside so many; raises LimitError."""
    if works >= most("works"):
        raise LimitError(
            f"{works} works of all visitors are computing or waiting, as many as this server "
            "takes. Try again in a minute; your settings stay as they are."
        )


def check_size(*, epochs: int, steps: int, batch_size: int, parameters: int) -> None:
    """Check that a training is not longer, and its network not larger, than they may be.

    Raises
    ------
    LimitError
        Says what makes it smaller.
    """
    if epochs > most("epochs"):
        raise LimitError(
            f"This training would take {epochs:,} epochs, and at most {most('epochs'):,} are "
            "possible on this server. Choose fewer epochs."
        )
    if steps > most("steps"):
        raise LimitError(
            f"This training would take {steps:,} steps, and at most {most('steps'):,} are "
            "possible. Choose a larger batch size, fewer epochs or fewer training images."
        )
    if batch_size > most("batch_size"):
        raise LimitError(
            f"The batch size is {batch_size:,}, and at most {most('batch_size'):,} images are "
            "possible on this server. Choose a smaller batch size."
        )
    if parameters > most("parameters"):
        raise LimitError(
            f"This network would have {parameters:,} parameters, and at most "
            f"{most('parameters'):,} are possible on this server. Choose fewer or smaller layers."
        )


def check_memory(needed: int, taken: int, *, free: int, total: int) -> None:
    """Check that one more training fits into the memory.

    Parameters
    ----------
    needed : int
        What it is estimated to take, in bytes.
    taken : int
        What all live trainings are estimated to take, in bytes.
    free, total : int
        The memory that is free now, and that this machine has, in bytes.

    Raises
    ------
    LimitError
        Says what makes it smaller, or to wait.
    """
    share = limit("memory_percent") / 100
    for_one = min(most_bytes("run_megabytes"), int(share * free))
    for_all = min(most_bytes("all_runs_megabytes"), int(share * total))
    if needed > for_one:
        raise LimitError(
            f"This training would take about {_megabytes(needed)} MB of memory, and at most "
            f"{_megabytes(for_one)} MB are possible here now. Choose a smaller batch size or fewer "
            "kernels and neurons."
        )
    if taken + needed > for_all:
        raise LimitError(
            f"This training would take about {_megabytes(needed)} MB of memory. The trainings that "
            f"are going on may take {_megabytes(taken)} MB already, of at most "
            f"{_megabytes(for_all)} MB for all. Wait until some have finished, or choose a smaller "
            "batch size."
        )


def _megabytes(size: int) -> str:
    """Write bytes as megabytes, to two digits: an estimate is no better."""
    return f"{float(f'{size / 1e6:.2g}'):,.0f}"
