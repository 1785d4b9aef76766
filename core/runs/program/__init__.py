"""A run as a program of its own: plain PyTorch, made from the source of what it uses."""

from core.runs.program.script import standalone_script

__all__ = ["standalone_script"]
