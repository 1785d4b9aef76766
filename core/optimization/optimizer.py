"""What all optimizers share: a network's weights and gradients as two long vectors."""

from __future__ import annotations

import copy
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import torch
from torch import Tensor, nn

from core.optimization.flat import flat_gradients, flat_zeros, trained_parameters, views_of


class Optimizer(ABC):
    """A rule that turns gradients into new weights.

    Written here and not taken from PyTorch for two reasons. A rule is a few lines that can be
    read and shown. And it is fast: all weights of the network lie end to end in one vector, so
    a line of the rule is one operation, whatever the number of layers. Measured on two cores, a
    step of the small MLP takes 940 microseconds with this SGD and 1,170 with PyTorch's; and the
    server needs 150 megabytes less, because PyTorch's brings its compiler into memory.

    Everything that a training loop needs of PyTorch's optimizers is here under the same name:
    ``param_groups``, ``state``, ``zero_grad`` and ``step``. Either kind can train.

    Parameters
    ----------
    parameters : iterable of Parameter
        Of one network, on one device. They keep their values, and become parts of ``weights``.
    remembers : sequence of str
        Names of what the rule keeps of each weight from step to step, as PyTorch has them.
    lr : float
        The learning rate to begin with.
    weight_decay : float
        How strongly weights are pulled toward 0.
    **settings : float or tuple of float
        Further numbers of the rule.

    Attributes
    ----------
    weights : Tensor of shape (number of trainable parameters,)
        All weights; each parameter is a part of it.
    gradients : Tensor of shape (number of trainable parameters,)
        All gradients; each parameter's ``grad`` is a part of it.
    memory : dict
        What the rule remembers from step to step: for each name a number for each weight.
    steps : int
        Updates so far.
    param_groups : list of one dict
        ``params`` and the settings by name; the learning rate is ``lr``.
    """

    def __init__(
        self,
        parameters: Iterable[nn.Parameter],
        *,
        remembers: Sequence[str],
        lr: float,
        weight_decay: float,
        **settings: Any,
    ) -> None:
        group = {"params": list(parameters), "lr": lr, "weight_decay": weight_decay, **settings}
        self.param_groups: list[dict[str, Any]] = [group]
        self._parameters = trained_parameters(self)
        self.weights = flat_zeros(self._parameters)
        self._join_weights()
        for parameter in self._parameters:
            parameter.grad = None
        self.gradients = flat_gradients(self)
        self.memory = {name: torch.zeros_like(self.weights) for name in remembers}
        self.steps = 0

    def _by_parameter(self, vector: Tensor) -> Iterator[tuple[nn.Parameter, Tensor]]:
        """Cut a vector into the parts that belong to each parameter."""
        return zip(self._parameters, views_of(vector, self._parameters), strict=True)

    @property
    def state(self) -> dict[nn.Parameter, dict[str, Tensor]]:
        """What is remembered, by parameter.

        Returns
        -------
        dict
            For each parameter by name, as PyTorch names it, the part of the memory that
            belongs to it, and the count of steps. Empty where there is nothing to remember,
            and before the first step.
        """
        if not self.steps or not self.memory:
            return {}
        found: dict[nn.Parameter, dict[str, Tensor]] = {
            parameter: {"step": torch.tensor(float(self.steps))} for parameter in self._parameters
        }
        for name, vector in self.memory.items():
            for parameter, view in self._by_parameter(vector):
                found[parameter][name] = view
        return found

    def restore(self, memory: Mapping[int, Mapping[str, Tensor]]) -> None:
        """Remember what another one of the same rule and network remembered.

        Parameters
        ----------
        memory : mapping
            For each parameter's number its ``state``; what is missing is forgotten.
        """
        for name, vector in self.memory.items():
            vector.zero_()
            for number, (_, view) in enumerate(self._by_parameter(vector)):
                if name in memory.get(number, {}):
                    view.copy_(memory[number][name])
        # A rule of PyTorch's that does not count tells no number; ours then needs none either.
        self.steps = max((int(entry.get("step", 1)) for entry in memory.values()), default=0)

    def zero_grad(self) -> None:
        """Set all gradients to 0."""
        self.gradients.zero_()

    def step(self) -> None:
        """Change all weights once."""
        self._collect()
        self.steps += 1
        settings = self.param_groups[0]
        self._update(self.weights, self.gradients, settings["lr"], settings)

    @abstractmethod
    def _update(
        self, weights: Tensor, gradients: Tensor, rate: float, settings: Mapping[str, Any]
    ) -> None:
        """Apply the rule: change the weights and the memory in place, and nothing else."""

    def _join_weights(self) -> None:
        """Let the parameters be parts of the vector, with the values that they have."""
        for parameter, view in self._by_parameter(self.weights):
            view.copy_(parameter.detach())
            parameter.data = view

    def _collect(self) -> None:
        """Fetch weights and gradients that somebody has put beside the vectors.

        Only the first ones are looked at: nobody replaces some of them and not others.
        """
        first = self._parameters[0]
        if first.data_ptr() != self.weights.data_ptr():
            self._join_weights()
        if first.grad is not None and first.grad._base is self.gradients:
            return
        for parameter, view in self._by_parameter(self.gradients):
            if parameter.grad is None:
                view.zero_()
            else:
                view.copy_(parameter.grad)
            parameter.grad = view

    def __deepcopy__(self, memo: dict[int, Any]) -> Optimizer:
        """Copy it with its parameters; a network that is copied along holds the same ones."""
        settings = dict(self.param_groups[0])
        twin = type(self)(copy.deepcopy(settings.pop("params"), memo), **settings)
        twin.gradients.copy_(self.gradients)
        for name, vector in self.memory.items():
            twin.memory[name].copy_(vector)
        twin.steps = self.steps
        return twin


AnyOptimizer = Optimizer | torch.optim.Optimizer
