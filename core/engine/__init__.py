"""Where training happens: a thread per job, and a fair queue for all of them."""

from core.engine.job import LIVE, OVER, State, TrainingJob
from core.engine.local import LocalEngine

__all__ = ["LIVE", "OVER", "LocalEngine", "State", "TrainingJob"]
