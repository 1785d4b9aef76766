"""A workspace as one file, and the way back."""

from core.runs.archive.bring_back import Brought, bring_back
from core.runs.archive.export import export_size, export_workspace, moment_bytes

__all__ = ["Brought", "bring_back", "export_size", "export_workspace", "moment_bytes"]
