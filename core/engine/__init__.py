"""Where training happens: a thread per job, and a fair queue for all of them."""

from core.engine.job import TrainingJob
from core.engine.queue import TrainingQueue
from core.engine.states import LIVE, OVER, State
from core.engine.turns import taking_turns

__all__ = ["LIVE", "OVER", "State", "TrainingJob", "TrainingQueue", "taking_turns"]
