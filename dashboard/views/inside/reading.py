"""The network at a moment, and what is read of the moments beside the one that is looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from core.evaluation import Evaluation
from core.models import multiply_adds
from core.progress import OnProgress, no_progress
from core.training.snapshots import Snapshot
from dashboard.furniture.progress import offer_again, progress
from dashboard.server.read_ahead import shared_read_ahead
from dashboard.views.inside.moment import Moment
from dashboard.views.inside.view import Player
from dashboard.visitor import session
from dashboard.visitor.network_copy import NetworkCopy
from dashboard.visitor.run_handle import RunHandle

READING, WORDS = "reading inside", "Reading the validation images"
# Two cores do as many in about two seconds.
MAX_MULTIPLY_ADDS = 40_000_000_000


def copy_at(run: RunHandle, snapshot: Snapshot) -> NetworkCopy:
    """Build the network of a moment, to look at it closely."""
    training = run.job.run
    model = training.model_at(snapshot)
    return NetworkCopy(snapshot.step, model, training.data, run.config, run.fault.at_work)


def read_validation(network: NetworkCopy, on_progress: OnProgress = no_progress) -> Evaluation:
    """Read all validation images, once for this moment."""
    return network.evaluation("validation", on_progress)


def takes_long(run: RunHandle) -> bool:
    """Tell whether its network is so large that reading images needs a way to cancel it.

    Not while the moments play: there the next look comes by itself, and Pause ends it.
    """
    images = len(run.job.run.data.validation)
    return not session.state(Player).playing and (
        run.once("multiply-adds", lambda: multiply_adds(run.job.run.model)) * images
        > MAX_MULTIPLY_ADDS
    )


@contextmanager
def with_progress(run: RunHandle) -> Iterator[OnProgress]:
    """Show how far a reading is, with a way to cancel it, where it takes long."""
    if not takes_long(run):
        yield no_progress
        return
    with progress(WORDS, READING) as on_progress:
        yield on_progress


def read_first(moment: Moment, read: Callable[[NetworkCopy, OnProgress], object]) -> bool:
    """Do what a view needs first and what takes its time; False after that was cancelled."""
    if offer_again(READING, WORDS, "Read them"):
        return False
    with with_progress(moment.run) as on_progress:
        read(moment.network, on_progress)
    return True


def read_neighbors(moment: Moment, read: Callable[[NetworkCopy, OnProgress], object]) -> None:
    """Let the moments before and after this one be read in the background.

    Nothing is read while anybody trains: a training is worth more than a guess.

    Parameters
    ----------
    moment : Moment
        The one that is looked at.
    read : callable
        What the view needs of a moment.
    """
    run, snapshots, position = moment.run, moment.snapshots, moment.position
    # Play goes forward, and so do most.
    neighbors = [place for place in (position + 1, position - 1) if 0 <= place < len(snapshots)]
    works = [
        lambda place=place: read(copy_at(run, snapshots[place]), no_progress) for place in neighbors
    ]
    shared_read_ahead().wish(session.visitor(), works if run.job.queue.is_idle else [])
