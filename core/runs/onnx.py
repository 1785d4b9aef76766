"""A trained network as an ONNX file: for phones, browsers and programs without PyTorch."""

from __future__ import annotations

import json
from dataclasses import asdict

import torch
from torch import Tensor, nn

from core.data.digits import IMAGE_SIZE, Standardization
from core.data.pixels import to_model_input
from core.errors import CheckpointError
from core.runs.checkpoint import Checkpoint

IMAGES, LOGITS = "images", "logits"


class FromPixels(nn.Module):
    """A network with its doorway in front, so that nobody can standardize differently."""

    def __init__(self, model: nn.Module, standardization: Standardization) -> None:
        super().__init__()
        self.model = model
        self.standardization = standardization

    def forward(self, images: Tensor) -> Tensor:
        """Compute logits, float32 (n, classes), of uint8 images of shape (n, 28, 28)."""
        return self.model(to_model_input(images, self.standardization))


def onnx_bytes(checkpoint: Checkpoint) -> bytes:
    """Write a network in the Open Neural Network Exchange format.

    The model has one input, ``images``, uint8 of any number x 28 x 28 (0 paper, 255 ink), and one
    output, ``logits``, float32 of that number x classes. The standardization is inside; settings
    and the names of the classes stand in its metadata as JSON.

    Raises
    ------
    CheckpointError
        If PyTorch cannot express this network in ONNX.
    """
    network = FromPixels(checkpoint.model, checkpoint.standardization).eval()
    # Two: with one, the exporter would take the number of images for fixed.
    example = torch.zeros((2, IMAGE_SIZE, IMAGE_SIZE), dtype=torch.uint8)
    try:
        with torch.inference_mode():
            program = torch.onnx.export(
                network,
                (example,),
                input_names=[IMAGES],
                output_names=[LOGITS],
                dynamic_shapes=({0: torch.export.Dim("n")},),
                verbose=False,
            )
    except torch.onnx.OnnxExporterError as error:
        raise CheckpointError(f"This network cannot be written as ONNX: {error}") from error
    assert program is not None  # Only the former exporter, which wrote files, gave nothing.
    program.model.metadata_props["digit_lab"] = json.dumps(
        {
            "config": checkpoint.config.to_dict(),
            "standardization": asdict(checkpoint.standardization),
            "class_names": list(checkpoint.class_names),
        }
    )
    return program.model_proto.SerializeToString()
