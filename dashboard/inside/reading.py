"""The network at a moment, and what is read of the moments beside the one that is looked at."""

from __future__ import annotations

from collections.abc import Callable

from core.evaluation import Evaluation
from core.training.snapshots import Snapshot
from dashboard import session
from dashboard.examination import Examination
from dashboard.inside.moment import Moment
from dashboard.named_run import NamedRun
from dashboard.read_ahead import shared_read_ahead


def examination_at(run: NamedRun, snapshot: Snapshot) -> Examination:
    """Build the network of a moment, to look at it closely."""
    training = run.job.run
    return Examination(snapshot.step, training.model_at(snapshot), training.data)


def read_validation(examination: Examination) -> Evaluation:
    """Read all validation images, once for this moment."""
    return examination.evaluation("validation")


def read_neighbors(moment: Moment, read: Callable[[Examination], object]) -> None:
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
    works = [lambda place=place: read(examination_at(run, snapshots[place])) for place in neighbors]
    shared_read_ahead().wish(session.visitor(), works if run.job.engine.is_idle else [])
