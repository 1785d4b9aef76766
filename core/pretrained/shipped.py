"""Which networks come with Digit Lab, and what their files say of them.

Nothing here needs PyTorch before a network is loaded: Home asks for an answer earlier than that.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.errors import ConfigError
from core.network_note import read_note

if TYPE_CHECKING:
    from core.runs import Checkpoint

FOLDER = Path(__file__).parent
# In the note in a file's header, beside what every network file says of itself.
SHIPPED_NOTE = "shipped"


@cache
def _origin_in(file: Path) -> dict[str, Any]:
    origin: dict[str, Any] = read_note(file)[SHIPPED_NOTE]
    return origin


@dataclass(frozen=True, slots=True)
class Shipped:
    """A network that comes with Digit Lab.

    Attributes
    ----------
    title, idea : str
        Its name in menus, and what it is, in a sentence.
    file : Path
        Its weights, settings and origin, as safetensors.
    """

    title: str
    idea: str
    file: Path

    @property
    def origin(self) -> dict[str, Any]:
        """What the header says of how it was made.

        ``trained_on`` in words; ``accuracy``, a fraction for each kind of images; ``images``, of
        how many; ``commit``, of the program that made it.
        """
        return _origin_in(self.file)

    @property
    def story(self) -> str:
        """Say in a sentence or two what it has learned from, and how well it reads."""
        origin = self.origin
        read = ", ".join(
            f"{100 * accuracy:.1f} % of {kind} ({origin['images'][kind]:,})"
            for kind, accuracy in origin["accuracy"].items()
        )
        return (
            f"Trained on {origin['trained_on']}, by the developers of Digit Lab (commit "
            f"{origin['commit'][:7]}). It reads {read}."
        )


PRETRAINED: dict[str, Shipped] = {
    "reader": Shipped(
        title="Reader",
        idea="The best one for drawings: it has learned from MNIST and from pen strokes.",
        file=FOLDER / "reader.safetensors",
    ),
    "untrained": Shipped(
        title="Untrained twin",
        idea="The same network as the reader before its first step: random weights.",
        file=FOLDER / "untrained.safetensors",
    ),
}


def load_pretrained(name: str) -> Checkpoint:
    """Load a network that comes with Digit Lab, ready to be used or trained on.

    Raises
    ------
    ConfigError
        If there is none of that name.
    """
    if name not in PRETRAINED:
        raise ConfigError("pretrained", name, f"one of {', '.join(PRETRAINED)}")
    from core.runs import load_checkpoint  # It brings PyTorch.

    return load_checkpoint(PRETRAINED[name].file)
