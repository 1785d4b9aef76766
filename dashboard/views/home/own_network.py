"""The visitor's own network as one that reads the drawing on Home."""

from __future__ import annotations

from dashboard.furniture.first_canvas import UNTRAINED, Reading
from dashboard.visitor import run_actions
from dashboard.visitor.run_handle import RunHandle


def beside_the_reader(run: RunHandle | None) -> Reading:
    """Return whom the reader is compared with: the visitor's network, else the untrained one."""
    if run is None or (run_actions.is_shipped(run, "reader") and not run.job.run.step):
        return UNTRAINED
    return Reading(
        f"Yours, run {run.number}", lambda image: run.copy_network_now().read(image[None])[0]
    )
