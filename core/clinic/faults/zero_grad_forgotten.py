"""The gradients of earlier batches are never cleared."""

import torch
from torch import Tensor, nn
from torch.nn import functional

from core.clinic.fault import Fault
from core.clinic.readings import Readings
from core.clinic.wording import norm, percent
from core.optimization.optimizer import AnyOptimizer, gradient_norm
from core.training import Seams, StepReport


def step_without_zero_grad(
    model: nn.Module, optimizer: AnyOptimizer, inputs: Tensor, labels: Tensor
) -> StepReport:
    """Do what `take_step` does, but leave in the gradients what lies there."""
    if not model.training:
        model.train()
    logits = model(inputs)  # (n, 10)
    loss = functional.cross_entropy(logits, labels)
    loss.backward()  # Adds to the gradients of all batches before.
    optimizer.step()
    correct = torch.count_nonzero(logits.detach().argmax(dim=1) == labels).item()
    return StepReport(
        loss=loss.item(), accuracy=correct / len(labels), gradient_norm=gradient_norm(optimizer)
    )


def explanation(clean: Readings, faulty: Readings) -> str:
    """Say what the two trainings show."""
    return (
        f"The gradient norm is {norm(faulty.gradient_norm)} (clean: {norm(clean.gradient_norm)}): "
        "each step goes along the sum of all gradients so far. Validation accuracy: "
        f"{percent(faulty.validation_accuracy)} with the fault, "
        f"{percent(clean.validation_accuracy)} without."
    )


FAULT = Fault(
    title="zero_grad() forgotten",
    belief="zero_grad() is a line that every program has; it does nothing that counts.",
    question="What will the length of the gradient do if it is never set back to zero?",
    expectation="backward() adds to the gradients that are there. Never cleared, they are the sum "
    "over all batches so far: a momentum that forgets nothing. Steps become longer and longer and "
    "overshoot, and units of ReLU die.",
    explanation=explanation,
    diff="     loss = functional.cross_entropy(logits, labels)\n"
    "-    optimizer.zero_grad()\n"
    "     loss.backward()",
    seam="step",
    instrument="gradient_norm",
    reading="gradient_norm",
    direction="higher",
    heals=False,
    why_not="The long steps have killed units of ReLU: no image wakes them, so no gradient reaches "
    "them, with the clean code either. It begins anew.",
    seams=Seams(step=step_without_zero_grad),
    edits=(
        (r"\n( +)optimizer\.zero_grad\(\)\n", r"\n\1# optimizer.zero_grad() is missing here\n"),
    ),
)
