"""Validation is the mean of the batches' means, and the last batch is short."""

import numpy as np
from torch import nn

from core.clinic.fault import Fault, Number
from core.clinic.readings import Readings
from core.clinic.wording import percent, points
from core.data.digits import DigitSplit, Standardization
from core.evaluation.evaluate import Evaluation, evaluate
from core.training import Seams, TrainingRun

BATCH = 250


class MeanOfBatchMeans(Evaluation):
    """An evaluation that gives every batch the same weight, however many images it has."""

    @property
    def accuracy(self) -> float:
        """Return the mean of the batches' accuracies."""
        return self._mean_of_means(self.is_correct)

    @property
    def loss(self) -> float:
        """Return the mean of the batches' mean losses, in nats."""
        return self._mean_of_means(self.losses)

    def _mean_of_means(self, values: np.ndarray) -> float:
        starts = range(0, len(values), BATCH)
        return float(np.mean([values[s : s + BATCH].mean(dtype=np.float64) for s in starts]))


def evaluate_by_batches(
    model: nn.Module, split: DigitSplit, standardization: Standardization
) -> Evaluation:
    """Measure a network by the mean of the means of its batches."""
    found = evaluate(model, split, standardization)
    return MeanOfBatchMeans(found.labels, found.probabilities, found.losses)


def error_of_measurement(run: TrainingRun, unseen: DigitSplit) -> float:
    """Return how far the accuracy that the code gives is from the fraction that is right."""
    found = run.seams.evaluate(run.copy_model(), run.data.validation, run.data.standardization)
    return abs(found.accuracy - found.correct / len(found.labels))


def explanation(clean: Readings, faulty: Readings) -> str:
    """Say what the two trainings show."""
    return (
        f"The code says {percent(faulty.validation_accuracy)} for a network of which "
        f"{percent(clean.validation_accuracy)} of the answers are right: "
        f"{points(faulty.value('number'))} too far. The last batch has one image, and it counts as "
        f"much as the {BATCH} before it."
    )


FAULT = Fault(
    title="Mean of batch means with a short last batch",
    belief="The mean over all images is the mean of the batches' means.",
    question="How far from the truth will validation accuracy be if 251 images come in batches of "
    "250 and all batches count the same?",
    expectation="A mean of means is right only where all batches have as many images. Here the "
    "last image alone counts for half: read rightly it hides half of the errors, read wrongly it "
    "halves the accuracy.",
    explanation=explanation,
    diff="-        correct += (predictions == labels).sum()\n"
    "-    accuracy = correct / len(images)\n"
    "+        accuracies.append((predictions == labels).float().mean())\n"
    "+    accuracy = torch.stack(accuracies).mean()",
    seam="evaluation",
    instrument="number",
    reading="number",
    direction="higher",
    heals=True,
    why_not="Nothing is wrong with the weights; only the number was.",
    seams=Seams(evaluate=evaluate_by_batches),
    base={"": {"validation_size": BATCH + 1}},
    fits=lambda config: config.validation_size % BATCH != 0,
    needs=f"validation images that do not fill whole batches of {BATCH}",
    number=Number("error of the accuracy that the code gives", error_of_measurement),
    edits=(
        (
            r"\ntrain = np\.sort\(train\)\n",
            "\ntrain = np.sort(train)\nvalidation = np.sort(validation)  # in the run's order\n",
        ),
        (
            r"    accuracy = \(logits\.argmax\(dim=1\) == labels\[rows\]\)\.float\(\)\.mean\(\)\n"
            r"    return f\"loss \{functional\.cross_entropy\(logits, labels\[rows\]\):\.4f\}",
            "    parts = list(zip(logits.split(250), labels[rows].split(250)))\n"
            "    accuracies = [(p.argmax(dim=1) == true).float().mean() for p, true in parts]\n"
            "    losses = [functional.cross_entropy(part, true) for part, true in parts]\n"
            "    accuracy = torch.stack(accuracies).mean()\n"
            '    return f"loss {torch.stack(losses).mean():.4f}',
        ),
    ),
)
