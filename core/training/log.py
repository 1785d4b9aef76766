"""The history of a run as the classic training script prints it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from core.training.events import BatchEnd, EpochEnd

EVERY = 20


def log_lines(
    batches: Sequence[BatchEnd],
    epochs: Sequence[EpochEnd],
    training_examples: int,
    validation_examples: int,
    *,
    every: int = EVERY,
) -> Iterator[str]:
    """Write a line per `every` batches and one per epoch.

    Parameters
    ----------
    training_examples, validation_examples : int
        How many images are learned from, by `training_size`, and validated on.
    every : int
        Batches between two lines; the last one of an epoch gets a line too.

    Yields
    ------
    str
        "Train Epoch: 1 [2000/55000 (4%)]  Loss: 0.693147", where the loss is the
        mean over that one batch, in nats.
    """
    ends = {epoch.step: epoch for epoch in epochs}
    epoch_now = examples = in_epoch = 0
    for batch in batches:
        if batch.epoch != epoch_now:
            epoch_now, examples, in_epoch = batch.epoch, 0, 0
        examples += batch.examples
        in_epoch += 1
        if in_epoch % every == 0 or examples == training_examples:
            yield (
                f"Train Epoch: {batch.epoch} [{examples}/{training_examples} "
                f"({_percent(examples, training_examples)}%)]  Loss: {batch.loss:.6f}"
            )
        if end := ends.get(batch.step):
            right = round(end.validation_accuracy * validation_examples)
            yield (
                f"Validation: average loss {end.validation_loss:.6f}, accuracy "
                f"{right}/{validation_examples} ({end.validation_accuracy:.2%}), "
                f"{end.seconds:.1f} s"
            )


def _percent(part: int, whole: int) -> int:
    """Round a share to whole per cent; 100 is all and nothing less."""
    return 100 if part == whole else min(round(100 * part / whole), 99)
