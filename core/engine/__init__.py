"""Where training happens: a thread per job, and a fair queue for all of them."""

from core.engine.job import LIVE, OVER, State, TrainingJob
from core.engine.queue import TrainingQueue

__all__ = ["LIVE", "OVER", "State", "TrainingJob", "TrainingQueue"]
