"""The layers of a network, and what each of them gets and gives."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager

from torch import Tensor, nn

# Called with (name, inputs, output) of a layer that has just run.
OnLayer = Callable[[str, tuple[Tensor, ...], Tensor], None]
CONTAINERS = (nn.Sequential, nn.ModuleList, nn.ModuleDict)


def leaf_layers(model: nn.Module) -> dict[str, nn.Module]:
    """List the layers that compute something themselves, by name, in the order of their making.

    Containers only hold layers, also where they hold none.
    """
    return {name: layer for name, layer in model.named_modules() if _computing(layer) == [layer]}


def _computing(layer: nn.Module) -> list[nn.Module]:
    """List a layer and the layers in it, without the containers."""
    return [part for part in layer.modules() if not isinstance(part, CONTAINERS)]


@contextmanager
def record_layers(
    model: nn.Module, on_layer: OnLayer, *, only: Collection[str] | None = None
) -> Iterator[None]:
    """Call a function after every layer that runs in this thread, in the order of the forward pass.

    Parameters
    ----------
    on_layer : callable
        Called with (name, inputs, output). The tensors are the layer's own: whoever keeps them
        detaches them.
    only : collection of str, optional
        Names of :func:`leaf_layers`; all of them when not given.
    """
    # PyTorch calls a hook in every thread: of two pages that look at the same network at the same
    # moment, each would see the other's images.
    owner = threading.get_ident()

    def hook_of(name: str) -> Callable[[nn.Module, tuple[Tensor, ...], Tensor], None]:
        def record(layer: nn.Module, inputs: tuple[Tensor, ...], output: Tensor) -> None:
            if threading.get_ident() == owner:
                on_layer(name, inputs, output)

        return record

    hooks = [
        layer.register_forward_hook(hook_of(name))
        for name, layer in leaf_layers(model).items()
        if only is None or name in only
    ]
    try:
        yield
    finally:
        for hook in hooks:
            hook.remove()
