"""A tab at rest notices what another tab of its workspace has changed, and nothing else."""

from dashboard.furniture.other_tabs import what_is_shared
from tests.dashboard.conftest import Dashboard


def test_stop_in_another_tab_is_a_change_and_a_step_is_none(dashboard):
    dashboard.open("train").set("slider", "epochs", 50).press("train_start")
    me = dashboard.visitor
    live = what_is_shared(me)
    step = dashboard.job.run.step
    while dashboard.job.run.step < step + 3:
        pass
    assert what_is_shared(me) == live
    dashboard.press("train_pause")
    dashboard.job.wait(5)
    paused = what_is_shared(me)
    assert paused != live
    other = Dashboard({"workspace": me.workspace})
    assert other.visitor is me
    assert what_is_shared(me) != paused, "this tab looks more often from now on"
    paused = what_is_shared(me)
    other.press("train_stop")
    assert what_is_shared(me) != paused
    stopped = what_is_shared(me)
    me.current.about = type(me.current.about)(number=1, created="", name="mine")
    assert what_is_shared(me) != stopped
