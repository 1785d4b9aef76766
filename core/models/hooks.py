"""Hearing what every layer of a network gets and gives."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from torch import Tensor, nn

Note = Callable[[str, Tensor, Tensor], None]


@contextmanager
def record_layers(model: nn.Module, note: Note) -> Iterator[None]:
    """Be told of every layer's work for a while.

    Parameters
    ----------
    model : nn.Module
        The network; it stays as it is.
    note : callable
        Told (name, received, given) of each layer, in the order of the forward pass;
        both tensors are without their history.

    Yields
    ------
    None
        Afterwards nobody listens any more.
    """

    def tell(name: str) -> Callable[[nn.Module, tuple[Tensor, ...], Tensor], None]:
        return lambda layer, received, given: note(name, received[0].detach(), given.detach())

    hooks = [
        layer.register_forward_hook(tell(name))
        for name, layer in model.named_modules()
        if not list(layer.children())
    ]
    try:
        yield
    finally:
        for hook in hooks:
            hook.remove()
