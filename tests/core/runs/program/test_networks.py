"""Networks stand in a program as a row of layers, or as their class."""

from __future__ import annotations

import pytest
from torch import Tensor, nn

from core.models import MODELS, ModelOption, ModelSpec, build_model
from core.models.activations import activation_layer
from core.models.dropout import Dropout
from core.runs import standalone_script
from core.runs.program import network
from core.runs.program.network import sequential_source
from tests.core.helpers import global_random_state_untouched
from tests.core.runs.program.cases import assert_is_tidy, few, names_of


def halved(values: Tensor) -> Tensor:
    """Divide by two."""
    return values / 2


class Shortcut(nn.Module):
    """Adds what it computes to what it was given, so it is no row of layers."""

    def __init__(
        self,
        *,
        width: int = 12,
        activation: str = "relu",
        dropout: float = 0.0,
        classes: int = 10,
    ) -> None:
        super().__init__()
        self.flatten = nn.Flatten()
        self.first = nn.Linear(28 * 28, width)
        self.second = nn.Sequential(nn.Linear(width, width), activation_layer(activation))
        self.dropout = Dropout(dropout)
        self.output = nn.Linear(width, classes)

    def forward(self, images: Tensor) -> Tensor:
        """Take the shortcut too."""
        hidden = self.first(self.flatten(images))  # (n, width)
        return self.output(hidden + self.dropout(halved(self.second(hidden))))


@pytest.fixture
def _shortcut_is_a_network(monkeypatch):
    width = ModelOption(title="Width", help="Of the hidden layers.", low=1, high=99)
    spec = ModelSpec(title="Shortcut", idea="", build=Shortcut, options={"width": width})
    monkeypatch.setitem(MODELS, "shortcut", spec)


@pytest.mark.usefixtures("_shortcut_is_a_network")
@pytest.mark.parametrize(
    "changes",
    [{}, {"dropout": 0.4, "activation": "tanh", "model_options": {"width": 9}}, {"init": "glorot"}],
    ids=names_of,
)
def test_new_architecture_is_shown_as_its_class(changes, assert_same_run):
    config = few(model="shortcut", **changes)
    program = standalone_script(config)
    assert "class Shortcut(nn.Module):" in program
    assert "def halved(values: Tensor) -> Tensor:" in program
    assert "hidden = self.first(self.flatten(images))  # (n, width)" in program
    assert "Take the shortcut too" not in program
    assert f"width={dict(config.model_options).get('width', 12)}" in program
    assert_same_run(config)


@pytest.mark.parametrize("changes", [{"model": name, "dropout": 0.3} for name in MODELS])
def test_any_network_can_be_shown_as_its_class(changes, assert_same_run, monkeypatch):
    monkeypatch.setattr(network, "sequential_source", lambda model: None)
    assert f"class {MODELS[changes['model']].build.__name__}" in standalone_script(few(**changes))
    assert_is_tidy(standalone_script(few(**changes)))
    assert_same_run(few(**changes))


class TwiceActive(nn.Module):
    """Runs one layer twice."""

    def __init__(self) -> None:
        super().__init__()
        self.flatten, self.active, self.output = nn.Flatten(), nn.Tanh(), nn.Linear(784, 10)

    def forward(self, images: Tensor) -> Tensor:
        return self.output(self.active(self.active(self.flatten(images))))


class WorksBetweenLayers(TwiceActive):
    """Does something that is no layer."""

    def forward(self, images: Tensor) -> Tensor:
        return self.output(self.active(self.flatten(images) / 2))


class WorksAfterLayers(TwiceActive):
    """Does something to the logits."""

    def forward(self, images: Tensor) -> Tensor:
        return -self.output(self.active(self.flatten(images)))


class LeavesALayerOut(TwiceActive):
    """Never runs one of its layers."""

    def forward(self, images: Tensor) -> Tensor:
        return self.output(self.flatten(images))


class IsPaddedInWords(TwiceActive):
    """Has a layer that is not printed as it is made."""

    def __init__(self) -> None:
        super().__init__()
        self.active = nn.Conv2d(1, 1, 3, padding="same")

    def forward(self, images: Tensor) -> Tensor:
        return self.output(self.flatten(self.active(images)))


@pytest.mark.parametrize(
    "kind",
    [
        TwiceActive,
        WorksBetweenLayers,
        WorksAfterLayers,
        LeavesALayerOut,
        IsPaddedInWords,
        Shortcut,
    ],
)
def test_only_layers_that_hand_on_what_they_are_given_stand_in_a_row(kind):
    assert sequential_source(kind()) is None


@pytest.mark.parametrize("name", MODELS)
def test_looking_at_the_layers_leaves_no_trace(name):
    model = build_model(few(model=name, dropout=0.3)).train()
    with global_random_state_untouched():
        assert sequential_source(model)
    assert model.training
    assert not any(layer._forward_hooks for layer in model.modules())
