"""The program of a faulty run contains the wrong lines, marked, and has the run's losses."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.clinic import FAULTS, clinic_config, faulty_config, faulty_run
from core.errors import ConfigError
from core.runs import standalone_script
from core.runs.program.faulty import NO_MARK, with_fault
from tests.core.runs.program.conftest import data_of

MARK = "# FAULT"
each_fault = pytest.mark.parametrize("fault", FAULTS)
# Two batches of validation images for the mean of their means.
FEW = {"train_size": 100, "validation_size": 251, "batch_size": 20, "epochs": 2}


@each_fault
def test_wrong_lines_are_marked_and_all_others_are_clean(fault):
    clean = clinic_config(fault, "digits")
    script = standalone_script(faulty_config(fault, clean), fault)
    usual = standalone_script(clean)
    compile(script, "program", "exec")
    assert f"{MARK}Y ON PURPOSE: {FAULTS[fault].title}" in script
    assert all(len(line) <= 100 for line in script.splitlines())
    assert MARK not in usual
    kept = [line for line in script.splitlines() if MARK not in line and NO_MARK not in line]
    assert set(kept) <= set(usual.splitlines())
    marked = [line for line in script.splitlines() if line.endswith(MARK)]
    assert bool(marked) == (FAULTS[fault].seam != "sketch")


@each_fault
def test_program_has_the_losses_of_the_faulty_run(fault, losses_of_program):
    clean = replace(clinic_config(fault, "digits"), **FEW)
    data = data_of("digits", clean.train_size, clean.validation_size)
    run = faulty_run(fault, clean, data)
    while not run.finished:
        run.advance(60)
    batches, evaluations = losses_of_program(standalone_script(run.config, fault))
    # Only there the program computes losses for parts of the images.
    parts = 2 if fault == "mean_of_batch_means" else 1
    measured = np.reshape(evaluations, (-1, parts)).mean(axis=1)[:-1]
    np.testing.assert_allclose(batches, [batch.loss for batch in run.batches], rtol=1e-5)
    np.testing.assert_allclose(measured, [end.validation_loss for end in run.epochs], rtol=1e-5)


@pytest.mark.parametrize("model", ["linear", "mlp", "cnn", "batchnorm"])
@pytest.mark.parametrize("fault", ["softmax_before_loss", "relu_after_last_layer"])
def test_wrong_last_layer_stands_in_the_program_of_every_architecture(
    fault, model, losses_of_program
):
    clean = replace(clinic_config(fault, "digits", model=model), **FEW, dropout=0.2)
    run = faulty_run(fault, clean, data_of("digits", clean.train_size, clean.validation_size))
    for _ in range(3):
        run.advance()
    batches, _ = losses_of_program(standalone_script(run.config, fault))
    np.testing.assert_allclose(batches[:3], [batch.loss for batch in run.batches], rtol=1e-5)


def test_program_that_has_no_place_for_a_fault_is_refused():
    with pytest.raises(ConfigError, match="program"):
        with_fault(FAULTS["zero_grad_forgotten"], "x = 1", "x = 1")
