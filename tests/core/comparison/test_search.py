"""A search tries what it says, is repeatable, can be shared, and leaves nothing half done."""

from __future__ import annotations

import json
import os
import pickle
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import optuna
import pytest
from optuna.trial import TrialState, create_trial

from core.comparison import (
    SEARCHABLE,
    SWEEPABLE,
    best_trial,
    config_of,
    importances,
    meaningful_fields,
    open_study,
    plan_of,
    search,
    search_space,
    study_names,
    trials_of,
)
from core.comparison.search.space import suggest_values, with_values
from core.config import TrainConfig
from core.errors import ConfigError, StudyError
from core.optimization import OPTIMIZERS
from core.setting_kinds import SearchRange
from core.settings import SETTINGS
from core.training import TrainingRun
from tests.core.helpers import Untouchable, global_random_state_untouched, tiny_config

ROOT = Path(__file__).resolve().parents[3]
FIELDS = ("learning_rate", "batch_size", "optimizer", "momentum")


@pytest.fixture(scope="module")
def empty_database(tmp_path_factory) -> Path:
    """Making the tables takes longer than a training here; copies are quick."""
    path = tmp_path_factory.mktemp("studies") / "empty.db"
    study_names(path)
    return path


@pytest.fixture
def file(empty_database, tmp_path) -> Path:
    return Path(shutil.copy(empty_database, tmp_path / "studies.db"))


def add_trials(study, values: list[dict], accuracies: list[float]):
    """Trials that nobody trained."""
    rate = optuna.distributions.FloatDistribution(1e-4, 1.0, log=True)
    fraction = optuna.distributions.FloatDistribution(0.0, 0.75)
    kinds = {"learning_rate": rate, "dropout": fraction}
    for own, accuracy in zip(values, accuracies, strict=True):
        study.add_trial(
            create_trial(
                params=own,
                distributions={name: kinds[name] for name in own},
                value=accuracy,
                intermediate_values={1: accuracy, 2: accuracy},
            )
        )


# What is tried


def test_each_trial_is_the_training_that_its_configuration_gives(file, tiny_digits):
    base = tiny_config()
    study = open_study("one", file)
    told = list(search(study, base, FIELDS, tiny_digits, trials=2))
    assert [trial.number for trial in told] == [0, 1]
    for trial in told:
        run = TrainingRun(config_of(base, trial), tiny_digits)
        run.advance(1e9)
        assert trial.accuracy == run.epochs[-1].validation_accuracy
        assert (trial.state, trial.epochs) == ("complete", 2)
        assert trial.seconds > 0
    assert trials_of(study) == told


def test_values_lie_where_they_may_and_those_that_mean_nothing_are_left_out(file, tiny_digits):
    study = open_study("all", file)
    base = tiny_config(epochs=1, model="linear")
    for trial in search(study, base, SEARCHABLE, tiny_digits, trials=8):
        assert {"dropout", "activation", "width"}.isdisjoint(trial.values)
        assert ("momentum" in trial.values) == OPTIMIZERS[trial.values["optimizer"]].has_momentum
        for name, value in trial.values.items():
            space = search_space(SEARCHABLE[name])
            if isinstance(space, SearchRange):
                assert space.low <= value <= space.high
            else:
                assert value in space


@pytest.mark.parametrize(
    ("changes", "fields", "remaining"),
    [
        ({"model": "linear"}, ["dropout", "width", "learning_rate"], ("learning_rate",)),
        ({"model": "mlp"}, ["dropout", "learning_rate"], ("learning_rate", "dropout")),
        ({"optimizer": "adam"}, ["momentum", "schedule"], ("schedule",)),
        ({"optimizer": "adam"}, ["momentum", "optimizer"], ("optimizer", "momentum")),
        ({"optimizer": "sgd"}, ["momentum"], ("momentum",)),
    ],
)
def test_what_means_nothing_is_not_searched(changes, fields, remaining):
    assert meaningful_fields(tiny_config(**changes), fields) == remaining


def test_order_of_the_fields_stays_because_values_are_drawn_in_it():
    assert list(SEARCHABLE)[:6] == [
        "optimizer",
        "learning_rate",
        "momentum",
        "weight_decay",
        "schedule",
        "batch_size",
    ]
    assert list(SEARCHABLE)[-1] == "width"
    assert list(SWEEPABLE)[:3] == ["learning_rate", "batch_size", "width"]


@pytest.mark.parametrize(("fields", "found"), [(["speed"], "speed"), (["dropout"], "dropout")])
def test_unknown_or_meaningless_fields_alone_are_an_error(file, tiny_digits, fields, found):
    study = open_study("none", file)
    with pytest.raises(ConfigError, match=found):
        search(study, tiny_config(model="linear"), fields, tiny_digits, trials=1)
    assert trials_of(study) == []


@pytest.mark.parametrize("name", SEARCHABLE)
def test_every_value_at_the_edge_of_its_range_can_be_configured(name):
    space = search_space(SEARCHABLE[name])
    for value in (space.low, space.high) if isinstance(space, SearchRange) else space:
        assert isinstance(with_values(tiny_config(), {name: value}), TrainConfig)


@pytest.mark.parametrize(
    ("model", "options", "factor", "expected"),
    [
        ("mlp", {}, 2.0, {"hidden_sizes": (128, 64)}),
        ("mlp", {"hidden_sizes": (1, 800)}, 4.0, {"hidden_sizes": (4, 1_024)}),
        (
            "cnn",
            {"kernel_size": 3},
            0.5,
            {"kernel_size": 3, "channels": (5, 10), "hidden_size": 25},
        ),
        ("batchnorm", {"channels": (1,)}, 0.25, {"channels": (1,)}),
        ("mlp", {}, 1.0, {}),
    ],
)
def test_width_stretches_every_hidden_layer_within_its_limits(model, options, factor, expected):
    base = tiny_config(model=model, model_options=options)
    assert dict(with_values(base, {"width": factor}).model_options) == expected


# What came out


def test_a_whole_number_is_searched_in_whole_numbers(monkeypatch):
    """No setting is like that today; the next one may be."""
    whole = replace(SETTINGS["epochs"], search=SearchRange(1, 9))
    monkeypatch.setitem(SEARCHABLE, "epochs", whole)
    study = optuna.create_study(sampler=optuna.samplers.RandomSampler(seed=0))
    found = [suggest_values(study.ask(), tiny_config(), ["epochs"])["epochs"] for _ in range(20)]
    assert {type(value) for value in found} == {int}
    assert len(set(found)) > 3


def test_best_trial_is_optunas(file, tiny_digits):
    study = open_study("best", file)
    assert best_trial(study) is None
    list(search(study, tiny_config(), ["learning_rate"], tiny_digits, trials=4))
    found = best_trial(study)
    assert (found.number, found.accuracy) == (study.best_trial.number, study.best_value)
    assert found.values == study.best_params


def test_same_seed_tries_the_same_also_when_it_goes_on_another_day(file, tiny_digits):
    def tried(name: str, trials: int, seed: int = 0):
        study = open_study(name, file)
        base = tiny_config(model="linear", epochs=1, seed=seed)
        list(search(study, base, FIELDS, tiny_digits, trials=trials))
        return [(trial.values, trial.accuracy) for trial in trials_of(study)]

    # The first ten are random; after them each follows from the others.
    whole = tried("whole", 12)
    tried("parts", 5)
    assert tried("parts", 7) == whole
    assert tried("other", 1, seed=1) != whole[:1]


def test_a_training_that_diverges_is_a_trial_and_warns_the_sampler(file, tiny_digits):
    study = open_study("diverged", file)
    base = tiny_config(learning_rate=100.0, momentum=0.99, activation="none", epochs=9)
    (trial,) = search(study, base, ["schedule"], tiny_digits, trials=1)
    assert trial.state == "diverged"
    assert trial.epochs < 9
    assert best_trial(study) is None
    assert importances(study) == {}
    # From trials that failed, the sampler learns nothing.
    assert study.trials[0].state == TrialState.PRUNED


def test_a_hopeless_trial_ends_early(file, tiny_digits):
    study, base = open_study("pruned", file), tiny_config(epochs=3)
    list(search(study, base, ["learning_rate"], tiny_digits, trials=0))
    add_trials(study, [{"learning_rate": 0.1}] * 5, [1.0] * 5)
    (trial,) = search(study, base, ["learning_rate"], tiny_digits, trials=1)
    assert (trial.state, trial.epochs) == ("pruned", 1)
    assert trial.accuracy < 1
    assert best_trial(study).number < 5


def test_a_trial_that_is_not_hopeless_is_trained_to_its_end(file, tiny_digits):
    study, base = open_study("kept", file), tiny_config(epochs=3)
    list(search(study, base, ["learning_rate"], tiny_digits, trials=0))
    add_trials(study, [{"learning_rate": 0.1}] * 5, [0.0] * 5)
    (trial,) = search(study, base, ["learning_rate"], tiny_digits, trials=1)
    assert (trial.state, trial.epochs) == ("complete", 3)


def test_importance_finds_what_mattered_and_is_optunas(file, tiny_digits):
    study = open_study("important", file)
    fields = ["learning_rate", "dropout"]
    list(search(study, tiny_config(), fields, tiny_digits, trials=0))
    rates = [10 ** (-4 * place / 19) for place in range(20)]
    values = [
        {"learning_rate": rate, "dropout": 0.75 * (7 * place % 20) / 20}
        for place, rate in enumerate(rates)
    ]
    add_trials(study, values, [1 - rate / 2 for rate in rates])
    found = importances(study)
    evaluator = optuna.importance.PedAnovaImportanceEvaluator(target_quantile=0.25)
    assert found == optuna.importance.get_param_importances(study, evaluator=evaluator)
    assert list(found) == fields
    assert sum(found.values()) == pytest.approx(1)
    assert found["learning_rate"] > 0.8
    assert importances(study) == found


@pytest.mark.parametrize("accuracies", [[], [0.5], [0.5, 0.5, 0.5], [0.9, 0.5, 0.5, 0.5, 0.5]])
def test_importance_says_nothing_where_nothing_can_be_said(file, tiny_digits, accuracies):
    study = open_study("unimportant", file)
    list(search(study, tiny_config(), ["learning_rate"], tiny_digits, trials=0))
    values = [{"learning_rate": 10.0**-place} for place in range(len(accuracies))]
    add_trials(study, values, accuracies)
    assert importances(study) == {}


def test_what_only_one_trial_has_is_not_called_important(file, tiny_digits):
    study = open_study("single", file)
    list(search(study, tiny_config(), ["learning_rate"], tiny_digits, trials=0))
    values = [{"learning_rate": 10.0**-place} for place in range(4)]
    values[0]["dropout"] = 0.5
    add_trials(study, values, [0.9, 0.5, 0.4, 0.3])
    assert list(importances(study)) == ["learning_rate"]


# What is kept


def test_a_study_remembers_what_it_varies(file, tiny_digits):
    base = tiny_config(model="cnn", model_options={"channels": (2, 3)}, corrections={3: 5, 4: None})
    study = open_study("kept", file)
    assert plan_of(study) is None
    list(search(study, base, ["dropout", "learning_rate"], tiny_digits, trials=0))
    plan = plan_of(open_study("kept", str(file)))
    assert plan.base == base
    assert plan.fields == ("learning_rate", "dropout")
    assert study_names(file) == ["kept"]


def test_a_study_goes_on_only_as_it_began(file, tiny_digits):
    study, base = open_study("begun", file), tiny_config()
    list(search(study, base, ["learning_rate", "dropout"], tiny_digits, trials=0))
    list(search(study, base, ["dropout", "learning_rate"], tiny_digits, trials=0))
    with pytest.raises(StudyError, match=r"'begun' .* epochs, seed"):
        search(
            study,
            replace(base, epochs=7, seed=3),
            ["dropout", "learning_rate"],
            tiny_digits,
            trials=1,
        )
    with pytest.raises(StudyError, match="what is searched"):
        search(study, base, ["learning_rate"], tiny_digits, trials=1)
    assert trials_of(study) == []


@pytest.mark.parametrize(
    "written", [{"base": {"speed": 3}, "fields": {}}, {"base": {}, "fields": {"speed": [1]}}]
)
def test_settings_of_another_version_are_explained(file, written):
    study = open_study("newer", file)
    study.set_user_attr("plan", written)
    with pytest.raises(StudyError, match=r"'newer' .*'speed'"):
        plan_of(study)


def test_trials_of_somebody_else_are_left_alone(file, tiny_digits):
    study = open_study("foreign", file)
    add_trials(study, [{"learning_rate": 0.1}], [0.5])
    with pytest.raises(StudyError, match="not begun by Digit Lab"):
        search(study, tiny_config(), ["learning_rate"], tiny_digits, trials=1)


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("redis://user:secret@host/1", "redis://host/1 is of no kind"),
        ("postgresql://user:secret@host:port/x", "cannot be read"),
        ("://user:secret@host", "cannot be read"),
        ("mssql+pymssql://user:secret@host/x", "needs the package pymssql"),
    ],
)
def test_a_database_that_cannot_be_named_or_driven_is_explained_without_its_password(url, reason):
    with pytest.raises(StudyError, match=reason) as caught:
        open_study("any", url)
    assert "secret" not in str(caught.value)


def test_a_file_that_is_no_database_is_explained_and_left_as_it_is(tmp_path):
    file = tmp_path / "letter.txt"
    file.write_text("Dear reader, " * 100)
    with pytest.raises(StudyError, match=r"letter\.txt cannot be used: file is not a database"):
        open_study("any", file)
    assert file.read_text() == "Dear reader, " * 100
    with pytest.raises(StudyError, match="cannot be kept"):
        open_study("any", file / "below.db")


def test_tables_of_another_version_of_optuna_are_explained(file):
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = 'v1.3.0.a'")
    with pytest.raises(StudyError, match=r"studies\.db cannot be used: .*optuna storage upgrade"):
        open_study("any", file)


def test_a_file_may_lie_in_a_new_folder_with_an_odd_name(tmp_path):
    file = tmp_path / "a {b} ?" / "100%.db"
    open_study("odd", file)
    assert file.exists()
    assert study_names(file) == ["odd"]


def test_a_study_needs_a_name(file):
    with pytest.raises(StudyError, match="empty"):
        open_study(" ", file)


# What must not happen


@pytest.mark.parametrize("step", [1, 6])
def test_a_cancelled_search_leaves_no_running_trial_and_can_go_on(file, tiny_digits, step):
    study, shares = open_study("cancelled", file), []

    def cancel(share: float) -> None:
        shares.append(share)
        if len(shares) == step:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        list(search(study, tiny_config(), ["schedule"], tiny_digits, trials=2, on_progress=cancel))
    (trial,) = trials_of(study)
    assert trial.state == "failed"
    assert trial.epochs == (step - 1) // 4
    (trial,) = search(study, tiny_config(), ["schedule"], tiny_digits, trials=1)
    assert (trial.number, trial.state) == (1, "complete")


def test_leaving_between_two_trials_leaves_no_running_trial(file, tiny_digits):
    study = open_study("left", file)
    searching = search(study, tiny_config(), ["schedule"], tiny_digits, trials=5)
    assert trials_of(study) == []
    next(searching)
    searching.close()
    assert [trial.state for trial in trials_of(study)] == ["complete"]


def test_progress_grows_to_1(file, tiny_digits):
    shares: list[float] = []
    study = open_study("progress", file)
    list(
        search(study, tiny_config(), ["schedule"], tiny_digits, trials=2, on_progress=shares.append)
    )
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (1 / 16, 1)


def test_nobody_looks_at_the_test_images_unpickles_or_rolls_global_dice(
    file, tiny_digits, monkeypatch
):
    for name in ("loads", "load", "Unpickler"):
        monkeypatch.setattr(pickle, name, Untouchable())
    with global_random_state_untouched():
        study = open_study("sealed", file)
        sealed = replace(tiny_digits, test=Untouchable())
        list(search(study, tiny_config(), FIELDS, sealed, trials=2))
        importances(study)


# Forked, so that everything is loaded only once, also what a first study loads by itself; from
# there on two processes run the same lines.
SEARCH_TOGETHER = """
import os, sys
import sqlalchemy, torch
from core.comparison import open_study, search
from core.data import load_digits
from tests.core.helpers import tiny_config
torch.set_num_threads(1)
data = load_digits("digits", train_size=200, validation_size=100)
child = os.fork()
study = open_study("together", sys.argv[1])
list(search(study, tiny_config(), ["learning_rate", "batch_size"], data, trials=3))
if child:
    sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""


@pytest.mark.only_exhaustive
@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs processes that can be forked")
def test_two_processes_search_together_in_a_new_file_and_print_nothing(tmp_path):
    file = tmp_path / "new.db"
    # One thread, so that a forked process never waits for threads that it does not have.
    threads = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    both = subprocess.run(
        [sys.executable, "-W", "error", "-c", SEARCH_TOGETHER, str(file)],
        cwd=ROOT,
        env=os.environ | threads | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (both.stdout, both.stderr, both.returncode) == ("", "", 0)
    trials = trials_of(open_study("together", file))
    assert [trial.number for trial in trials] == list(range(6))
    assert {trial.state for trial in trials} <= {"complete", "pruned"}
    assert len({json.dumps(dict(trial.values)) for trial in trials}) == 6
