"""Links carry settings and nothing else; files hold what the page shows."""

from __future__ import annotations

import io
from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

import pandas as pd
import pytest
import torch

from core.config import TrainConfig
from core.links import config_from_query, config_to_query
from core.recipes import RECIPES
from core.runs import Checkpoint, checkpoint_bytes, load_checkpoint
from dashboard.settings.downloads import curves_svg, metrics_table
from dashboard.settings.sharing import link_to
from dashboard.visitor.draft import Draft
from tests.dashboard.conftest import Dashboard


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("http://localhost:8501/", "http://localhost:8501/train"),
        ("http://localhost:8501/compare", "http://localhost:8501/train"),
        ("https://lab.school.example/digits/compare", "https://lab.school.example/digits/train"),
    ],
)
def test_link_leads_to_train_with_the_settings(address, expected):
    config = RECIPES["cnn"].config
    link = link_to(address, config_to_query(config))
    assert link.partition("?")[0] == expected
    assert config_from_query(dict(parse_qsl(urlsplit(link).query))) == config


def test_link_never_hands_on_the_workspace():
    secret = "0123456789abcdef" * 2
    query = config_to_query(TrainConfig(epochs=9))
    assert secret not in link_to(f"http://localhost/train?workspace={secret}#x", query)


def test_followed_link_prepares_its_settings_once(dashboard):
    config = replace(RECIPES["cnn"].config, dataset="digits", epochs=3)
    opened = Dashboard(config_to_query(config))
    assert opened.draft == config
    assert opened.visitor.state(Draft).recipe == "cnn"
    assert opened.visitor is not dashboard.visitor
    assert "epochs" not in opened.app.query_params
    opened.open("train").set("slider", "epochs", 4)
    opened.app.run()
    assert opened.draft.epochs == 4, "the visitor's own changes stay"


def test_impossible_link_changes_nothing_and_says_why(dashboard):
    opened = Dashboard({"epochs": "-5", "model": "cnn"})
    assert opened.draft == dashboard.draft
    assert any("epochs is -5" in toast.value for toast in opened.app.toast)


def test_table_of_numbers_has_every_step_and_the_validation_of_each_epoch(dashboard):
    dashboard.open("train").set("slider", "epochs", 2).press("train_start").train_to_the_end()
    run = dashboard.visitor.current
    text = metrics_table(run).to_csv(index=False)
    found = pd.read_csv(io.StringIO(text))
    assert list(found["loss"]) == [event.loss for event in run.job.run.batches]
    ends = found.dropna(subset="validation_loss")
    assert list(ends["step"]) == [event.step for event in run.job.run.epochs]
    assert list(ends["validation_accuracy"]) == [
        event.validation_accuracy for event in run.job.run.epochs
    ]


def test_curves_leave_the_page_as_a_picture_with_their_run_and_axes(dashboard):
    dashboard.open("train").set("slider", "epochs", 1).press("train_start").train_to_the_end()
    picture = curves_svg(dashboard.visitor.current)
    assert picture.startswith("<svg")
    for words in ("Run 1: MLP", "Loss (lower is better)", "Accuracy", "Step", "validation"):
        assert words in picture
    # A line for training and one for validation in both figures, and a point for each epoch.
    assert picture.count('aria-roledescription="line mark"') == 4
    assert picture.count('aria-roledescription="point"') == 2 * len(dashboard.job.run.epochs)


def test_downloaded_network_is_the_runs_own(dashboard):
    dashboard.open("train").set("slider", "epochs", 1).press("train_start").train_to_the_end()
    run = dashboard.job.run
    found = load_checkpoint(
        checkpoint_bytes(Checkpoint(run.copy_model(), run.config, run.data.standardization))
    )
    for name, value in run.copy_model().state_dict().items():
        assert torch.equal(found.model.state_dict()[name], value)
    dashboard.open("compare")
    keys = [button.key for button in dashboard.app.get("download_button")]
    assert {f"download_{kind}" for kind in ("safetensors", "onnx", "csv", "svg", "py")} <= set(keys)
