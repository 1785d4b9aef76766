"""The pages, driven in this process: every number against core."""

from __future__ import annotations

import gc
import inspect
import re
import weakref
from dataclasses import replace

import numpy as np
import pytest

from core.config import TrainConfig
from core.data import load_digits
from core.models import MODELS, build_model, parameter_count
from core.optimization import OPTIMIZERS, SGD
from core.recipes import RECIPES, fit_to_dataset
from core.training import log_lines, take_step, train
from dashboard.page_list import PAGES
from dashboard.visitor import run_actions
from dashboard.visitor.draft import Draft
from tests.dashboard.reading import table_cells


@pytest.mark.parametrize("page", PAGES)
def test_page_opens_without_a_run(dashboard, page):
    dashboard.open(page)
    assert dashboard.app.title[0].value


def test_missing_mnist_is_said_once_with_the_folder_that_is_looked_in(dashboard, pen_folder):
    where = str(pen_folder / "MNIST" / "raw")
    assert where in dashboard.words()
    [button] = [b for b in dashboard.app.button if b.label == "Understood"]
    button.click().run()
    for page in PAGES:
        dashboard.open(page)
        assert where not in "".join(w.value for w in dashboard.app.warning)


@pytest.mark.usefixtures("shorter_quick_recipe")
def test_home_trains_the_quick_recipe_and_says_how_well(dashboard):
    dashboard.press("train_quick").train_to_the_end()
    run = dashboard.job.run
    assert run.config == fit_to_dataset(RECIPES["quick"].config, "pen")
    end, count = run.epochs[-1], len(run.data.validation)
    right = round(end.validation_accuracy * count)
    assert right / count > 0.9
    assert f"({right:,} of {count:,}) validation images" in dashboard.words()
    assert f"{run.examples:,} looks" in dashboard.words()


def test_train_pause_step_resume_and_stop(dashboard):
    dashboard.open("train")
    dashboard.set("slider", "epochs", 50)
    dashboard.press("train_start")
    dashboard.press("train_pause")
    dashboard.job.wait(30)
    held = dashboard.job.run.step
    assert dashboard.job.state == "paused"
    dashboard.app.run()
    dashboard.press("train_step")
    assert dashboard.job.run.step == held + 1
    dashboard.press("train_resume")
    assert dashboard.job.live
    dashboard.press("train_stop")
    dashboard.job.wait(30)
    assert dashboard.job.state == "stopped"


def test_learning_rate_changes_the_run_that_is_going_on(dashboard):
    dashboard.open("train").set("slider", "epochs", 50).press("train_start")
    dashboard.press("train_pause")
    dashboard.press("train_step")  # On a busy machine Pause comes before the first batch.
    dashboard.job.wait(30)
    before = dashboard.job.run.batches[-1].learning_rate
    dashboard.app.run()
    dashboard.set("select_slider", "learning_rate", 0.01)
    dashboard.press("train_step")
    assert before == 0.1
    assert dashboard.job.run.batches[-1].learning_rate == 0.01


def test_other_settings_do_not_reach_the_run_that_is_going_on(dashboard):
    dashboard.open("train").set("slider", "epochs", 50).press("train_start")
    dashboard.press("train_pause")
    config = dashboard.job.run.config
    dashboard.set("select_slider", "batch_size", 8)
    assert dashboard.job.run.config == config
    assert dashboard.draft.batch_size == 8


def test_a_new_run_stops_the_held_one_and_keeps_it(dashboard):
    dashboard.open("train").set("slider", "epochs", 50).press("train_start")
    dashboard.press("train_pause")
    first = dashboard.job
    first.wait(30)
    dashboard.app.run()
    dashboard.press("train_start")
    first.wait(30)
    assert first.state == "stopped"
    assert len(dashboard.visitor.runs) == 2
    assert dashboard.job is not first


def diverge(dashboard) -> None:
    # Without a bend after each layer, too long steps grow without any bound.
    dashboard.open("network").set("selectbox", "activation", "none").open("train")
    dashboard.set("select_slider", "learning_rate", 10.0)
    dashboard.set("slider", "epochs", 50).press("train_start").train_to_the_end()


def test_diverging_is_explained_with_the_learning_rate(dashboard):
    diverge(dashboard)
    assert dashboard.job.state == "diverged"
    [said] = dashboard.app.error
    assert "no longer a number" in said.value
    assert "learning rate of 10" in said.value
    assert f"step {dashboard.job.run.diverged.step:,}" in said.value


def test_evaluate_says_that_a_diverged_network_has_no_result(dashboard):
    diverge(dashboard)
    dashboard.open("evaluate")
    assert "diverged" in dashboard.app.error[0].value
    assert "nan" not in dashboard.words()


def test_data_page_shows_all_images_whatever_the_next_run_takes(dashboard, pen_folder):
    dashboard.open("train").unfold("more_settings")
    dashboard.set("select_slider", "train_size", 300).open("data")
    assert (
        f"{len(load_digits('pen', folder=pen_folder).train):,} are training images"
        in dashboard.words()
    )
    assert "The next run uses 300" in dashboard.words()


@pytest.mark.parametrize("recipe", RECIPES)
def test_recipe_fills_in_every_setting(dashboard, recipe):
    dashboard.open("train").set("selectbox", "recipe", recipe)
    assert dashboard.draft == RECIPES[recipe].config
    assert dashboard.app.select_slider(key="learning_rate").value == dashboard.draft.learning_rate
    assert dashboard.app.slider(key="epochs").value == dashboard.draft.epochs


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_each_optimizer_offers_its_usual_learning_rate_with_one_press(dashboard, optimizer):
    usual = OPTIMIZERS[optimizer].typical_learning_rate
    dashboard.open("train").set("select_slider", "learning_rate", 0.5)
    dashboard.set("selectbox", "optimizer", optimizer)
    assert dashboard.draft.learning_rate == 0.5, "nothing is changed unasked"
    offer = dashboard.app.button(key="usual_rate")
    assert offer.label == f"Use {usual:g}, usual for {OPTIMIZERS[optimizer].title}"
    dashboard.press("usual_rate")
    assert dashboard.draft.learning_rate == usual
    assert dashboard.app.select_slider(key="learning_rate").value == usual
    offer = dashboard.app.button(key="usual_rate")
    assert offer.disabled
    assert offer.label == f"{usual:g} is usual for {OPTIMIZERS[optimizer].title}"


def test_usual_rate_moves_a_run_with_the_same_optimizer_and_no_other(dashboard):
    dashboard.open("train").set("slider", "epochs", 50)
    dashboard.set("select_slider", "learning_rate", 0.5).press("train_start").press("train_pause")
    dashboard.job.wait(30)
    rate = dashboard.job.run.learning_rate
    dashboard.set("selectbox", "optimizer", "adam").press("usual_rate")
    assert (dashboard.draft.learning_rate, rate.peak) == (0.001, 0.5)
    dashboard.set("selectbox", "optimizer", "sgd").press("usual_rate")
    assert (dashboard.draft.learning_rate, rate.peak) == (0.1, 0.1)


@pytest.mark.parametrize(
    ("kind", "key", "value"),
    [
        ("select_slider", "weight_decay", 1e-4),
        ("select_slider", "train_size", 300),
        ("select_slider", "validation_size", 100),
        ("selectbox", "schedule", "one_cycle"),
        ("selectbox", "augmentation", "affine"),
        ("selectbox", "precision", "bfloat16"),
        ("slider", "momentum", 0.9),
        ("slider", "label_noise", 0.2),
        ("number_input", "seed", 7),
    ],
)
def test_each_setting_is_kept_over_a_visit_to_another_page(dashboard, kind, key, value):
    dashboard.open("train").unfold("more_settings").set(kind, key, value)
    assert getattr(dashboard.draft, key) == value
    dashboard.open("data").open("train").unfold("more_settings")
    assert getattr(dashboard.app, kind)(key=key).value == value


def test_log_reads_like_the_classic_script(dashboard):
    dashboard.open("train").press("train_start").train_to_the_end().unfold("log")
    run = dashboard.job.run
    count = len(run.data.train)
    expected = list(log_lines(run.batches, run.epochs, count, len(run.data.validation)))
    shown = [code.value for code in dashboard.app.code if "Validation:" in code.value]
    assert shown[0].splitlines() == expected[-14:]
    assert re.search(r"Train Epoch: \d+ \[\d+/\d+ \(\d+%\)\]  Loss: \d+\.\d{6}", shown[0])


def test_log_of_a_run_with_left_out_images_ends_at_all_that_it_learned(dashboard):
    draft = dashboard.visitor.state(Draft)
    left_out = tuple((row, None) for row in range(70))
    draft.config = replace(draft.config, dataset="digits", epochs=1, corrections=left_out)
    dashboard.open("train").press("train_start").train_to_the_end().unfold("log")
    learned = len(dashboard.job.run.data.train) - 70
    [shown] = [code.value for code in dashboard.app.code if "Validation:" in code.value]
    assert f"[{learned}/{learned} (100%)]" in shown


def test_source_that_ran_is_written_when_somebody_unfolds_it(dashboard):
    dashboard.open("train")
    sources = [inspect.getsource(thing).strip() for thing in (take_step, SGD, train)]
    assert not set(sources) & {code.value.strip() for code in dashboard.app.code}
    dashboard.unfold("source_take_step_SGD_train")
    assert set(sources) <= {code.value.strip() for code in dashboard.app.code}


@pytest.mark.parametrize("model", MODELS)
def test_network_page_counts_parameters_as_torch_does(dashboard, model):
    dashboard.open("network").set("selectbox", "model", model)
    count = parameter_count(build_model(TrainConfig(model=model)))
    assert f"**{count:,} parameters**" in dashboard.words()
    dashboard.set("button_group", "network_view", "Layer by layer")
    table = dashboard.app.dataframe[0].value
    sums = [row.split(" = ")[1] for row in table["Parameters"] if row != "none"]
    assert sum(int(number.replace(",", "")) for number in sums) == count
    for row in table["Parameters"]:
        if row != "none":
            arithmetic, result = row.split(" = ")
            assert eval(arithmetic.replace("x", "*")) == int(result.replace(",", ""))


def test_network_can_be_shaped(dashboard):
    dashboard.open("network")
    dashboard.set("button_group", "option_hidden_sizes_count", 3)
    dashboard.set("number_input", "option_hidden_sizes_2", 16)
    dashboard.set("selectbox", "activation", "tanh").set("slider", "dropout", 0.5)
    assert dict(dashboard.draft.model_options) == {"hidden_sizes": (64, 32, 16)}
    dashboard.open("train").press("train_start")
    assert dashboard.job.run.model.hidden[0].out_features == 64
    assert dashboard.job.run.config.activation == "tanh"


def test_changing_the_architecture_forgets_options_of_the_old_one(dashboard):
    dashboard.open("network").set("number_input", "option_hidden_sizes_0", 100)
    dashboard.set("selectbox", "model", "cnn")
    assert dashboard.draft.model_options == ()
    dashboard.set("number_input", "option_kernel_size", 3)
    assert dict(dashboard.draft.model_options) == {"kernel_size": 3}


def test_older_runs_are_left_to_the_disk_so_that_memory_stays_bounded(dashboard, monkeypatch):
    monkeypatch.setattr(run_actions, "MAX_LOADED_RUNS", 1)
    for place in range(3):
        dashboard.open("train").set("slider", "epochs", 1).press("train_start").train_to_the_end()
        if not place:
            first = weakref.ref(dashboard.job.run)
    runs = dashboard.visitor.runs
    assert [(run.number, run.is_loaded) for run in runs] == [(1, False), (2, False), (3, True)]
    gc.collect()
    assert first() is None, "what is left to the disk is no longer in memory"
    assert runs[0].state == "finished"
    accuracy = runs[0].progress.validation_accuracy
    assert runs[0].job.run.epochs[-1].validation_accuracy == accuracy


def test_data_page_says_true_numbers(dashboard, pen_folder):
    dashboard.open("data")
    data = load_digits("pen", folder=pen_folder)
    words = dashboard.words()
    for split in (data.train, data.validation, data.test):
        assert f"{len(split):,}" in words
    words = dashboard.set("button_group", "data_view", "How many").words()
    counts = np.bincount(data.train.labels)
    assert f"The most frequent digit is {counts.argmax()} ({counts.max():,}" in words
    share = (data.train.images < 16).mean() * 100
    assert f"{share:.1f} % of all pixels are paper" in words
    words = dashboard.set("button_group", "data_view", "One image").words()
    mean, deviation = (data.train.images / 255).mean(), (data.train.images / 255).std()
    assert f"{mean:.4f} and {deviation:.4f} are mean and deviation" in words


def test_data_page_standardizes_one_image_as_written(dashboard, pen_folder):
    dashboard.open("data").set("button_group", "data_view", "One image")
    cells = table_cells(dashboard, "Pixels before and after")
    before, after = ([float(cell) for cell in cells[start::3]] for start in (1, 2))
    data = load_digits("pen", folder=pen_folder)
    mean, deviation = data.standardization.mean, data.standardization.deviation
    image = data.train.images[0] / 255
    expected = [-mean / deviation, (1 - mean) / deviation]
    expected += [(image.mean() - mean) / deviation, image.std() / deviation]
    assert np.allclose(after, expected, atol=6e-4)
    assert np.allclose(before, [0, 1, image.mean(), image.std()], atol=6e-4)


def test_browsing_past_the_last_image_of_a_digit_is_impossible(dashboard):
    dashboard.open("data")
    slider = dashboard.app.slider(key="browse_start")
    dashboard.set("slider", "browse_start", slider.max)
    dashboard.set("button_group", "browse_digit", 8)
    assert dashboard.app.get("html")


def test_a_corrupt_mnist_file_is_named_and_the_dashboard_goes_on(dashboard, tmp_path, monkeypatch):
    monkeypatch.setenv("DIGIT_LAB_DATA", str(tmp_path))
    raw = tmp_path / "MNIST" / "raw"
    raw.mkdir(parents=True)
    for name in ("train-images-idx3", "train-labels-idx1", "t10k-images-idx3", "t10k-labels-idx1"):
        (raw / f"{name}-ubyte.gz").write_bytes(b"not a gzip file")
    dashboard.open("data")
    [said] = dashboard.app.error
    assert "train-images-idx3-ubyte.gz" in said.value
    assert "Delete this file" in said.value
    dashboard.set("selectbox", "dataset", "digits")
    assert not dashboard.app.error


def test_two_visitors_share_images_but_no_run(dashboard):
    other = type(dashboard)()
    dashboard.open("train").set("slider", "epochs", 1).press("train_start").train_to_the_end()
    other.app.run()
    assert other.visitor.current is None
    other.open("train").set("slider", "epochs", 1).press("train_start").train_to_the_end()
    assert other.job.run.data is dashboard.job.run.data
    assert other.job.run.model is not dashboard.job.run.model
