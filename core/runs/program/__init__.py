"""A run as a program of its own: plain PyTorch, made from the source of what it uses."""

from core.runs.program.notebook import run_notebook
from core.runs.program.script import standalone_script

__all__ = ["run_notebook", "standalone_script"]
