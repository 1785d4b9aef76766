"""What the wheel depends on: the lines of requirements.txt, so that they stand in one place."""

from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface

FOR_TESTS = "# For plain `pytest`"


class Dependencies(MetadataHookInterface):
    """Read when a wheel is built."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Put the requirements of a running dashboard into a wheel's metadata."""
        text = (Path(self.root) / "requirements.txt").read_text("utf-8").partition(FOR_TESTS)[0]
        lines = [line.strip() for line in text.splitlines()]
        metadata["dependencies"] = [line for line in lines if line and not line.startswith("#")]
