"""A network from a file is usable on every page, and says what is wrong when it is not."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from core.config import TrainConfig
from core.data import Standardization
from core.evaluation import evaluate, predict_probabilities
from core.models import build_model
from core.runs import Checkpoint, checkpoint_bytes
from dashboard.page_list import PAGES
from dashboard.wording import percent_of

OTHER = Standardization(0.5, 0.9)


def network(**changes) -> Checkpoint:
    config = TrainConfig(**{"dataset": "digits", "epochs": 2, "seed": 8} | changes)
    return Checkpoint(build_model(config).eval(), config, OTHER)


def upload(dashboard, content: bytes, name: str = "from_school.safetensors"):
    dashboard.open("compare")
    dashboard.app.file_uploader(key="upload_file").set_value(
        (name, content, "application/octet-stream")
    )
    submit = next(button for button in dashboard.app.button if button.label == "Use this network")
    submit.click().run()
    return dashboard.is_fine()


def test_uploaded_network_is_current_and_answers_as_in_its_file(dashboard):
    given = network(model="cnn")
    upload(dashboard, checkpoint_bytes(given))
    run = dashboard.visitor.current
    assert run.config == given.config
    offered = {button.proto.label for button in dashboard.app.get("download_button")}
    assert {"Network", "ONNX", "Program (Python)", "Notebook"} <= offered
    images = run.job.run.data.validation.images[:50]
    # With the standardization of its file, not with that of the data that is here.
    assert run.job.run.data.standardization == OTHER
    expected = predict_probabilities(given.model, images, OTHER)
    found = predict_probabilities(run.job.run.copy_model(), images, OTHER)
    np.testing.assert_array_equal(found, expected)
    dashboard.open("evaluate")
    measured = evaluate(given.model, run.job.run.data.validation, OTHER)
    assert percent_of(measured.correct, len(measured.labels)) in dashboard.words()


@pytest.mark.parametrize("model", ["linear", "batchnorm"])
def test_every_page_opens_with_an_uploaded_network(dashboard, model):
    upload(dashboard, checkpoint_bytes(network(model=model)))
    for page in PAGES:
        dashboard.open(page)
        assert "from_school" in "".join(
            [*(words.value for words in dashboard.app.sidebar.markdown), dashboard.words()]
        )


def test_uploaded_network_can_be_trained_on_from_its_weights(dashboard):
    given = network()
    upload(dashboard, checkpoint_bytes(given)).open("train")
    job = dashboard.job
    for name, value in job.run.copy_model().state_dict().items():
        assert torch.equal(value, given.model.state_dict()[name])
    dashboard.press("train_resume").train_to_the_end()
    assert job.state == "finished"
    before = evaluate(given.model, job.run.data.validation, OTHER)
    assert job.run.epochs[-1].validation_loss < before.loss
    assert job.run.epochs[-1].validation_accuracy > before.accuracy


def test_uploaded_network_stays_when_another_training_begins_and_after_a_restart(dashboard):
    given = network()
    upload(dashboard, checkpoint_bytes(given))
    uploaded = dashboard.visitor.current
    dashboard.open("train").set("slider", "epochs", 1).press("train_start").train_to_the_end()
    assert uploaded.state == "ready"
    uploaded.unload()
    restored = uploaded.job.run
    assert restored.data.standardization == OTHER
    for name, value in restored.copy_model().state_dict().items():
        assert torch.equal(value, given.model.state_dict()[name])


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "not a safetensors file"),
        (b"\x80\x04\x95 a pickle", "not a safetensors file"),
        (checkpoint_bytes(network())[:-40], "damaged"),
    ],
)
def test_file_that_is_no_network_is_told_in_words_and_changes_nothing(dashboard, content, expected):
    upload(dashboard, content)
    assert expected in dashboard.words()
    assert dashboard.visitor.current is None
    assert not dashboard.visitor.runs


def test_settings_that_do_not_fit_the_data_are_told_in_words(dashboard):
    upload(dashboard, checkpoint_bytes(network(dataset="mnist", corrections=((50_000, 3),))))
    assert "cannot be used" in dashboard.words()
    assert not dashboard.visitor.runs


def test_no_file_asks_for_one(dashboard):
    dashboard.open("compare")
    next(b for b in dashboard.app.button if b.label == "Use this network").click().run()
    assert "Choose a file first" in dashboard.is_fine().words()
