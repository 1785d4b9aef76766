from dataclasses import replace

import pytest
import torch
from torch import nn

from core.config import TrainConfig
from core.data import DATASETS, load_digits
from core.evaluation import evaluate
from core.models import MODELS, build_model, parameter_count
from core.models.summary import multiply_adds
from core.recipes import RECIPES, closest_recipe, fit_to_dataset
from core.training import BatchEnd, TrainingRun
from tests.core.helpers import events_of


def test_the_promised_recipes_are_there():
    assert set(RECIPES) >= {"quick", "linear", "mlp", "cnn", "batchnorm"}


@pytest.mark.parametrize("model", MODELS)
def test_every_model_has_a_recipe(model):
    assert model in {recipe.config.model for recipe in RECIPES.values()}


@pytest.mark.parametrize("name", RECIPES)
def test_every_recipe_says_what_it_shows_and_can_be_trained(name, tiny_digits):
    recipe = RECIPES[name]
    assert recipe.title
    assert recipe.idea
    assert recipe.expected_accuracy
    config = replace(recipe.config, dataset="digits", epochs=1)
    first = events_of(tiny_digits, config)[0]
    assert isinstance(first, BatchEnd)


def test_titles_are_distinct():
    assert len({recipe.title for recipe in RECIPES.values()}) == len(RECIPES)


def test_mlp_is_the_classic_one():
    config = RECIPES["mlp"].config
    assert (config.dataset, config.model) == ("mnist", "mlp")
    assert (config.optimizer, config.learning_rate, config.momentum) == ("sgd", 0.1, 0.0)
    assert (config.batch_size, config.schedule, config.train_size) == (64, "constant", None)
    assert config.activation == "relu"
    layers = [m for m in build_model(config).modules() if isinstance(m, nn.Linear)]
    assert [(m.in_features, m.out_features) for m in layers] == [(784, 64), (64, 32), (32, 10)]


def test_cnn_is_the_classic_one():
    config = RECIPES["cnn"].config
    assert (config.dataset, config.model) == ("mnist", "cnn")
    assert (config.optimizer, config.learning_rate) == ("adam", 0.001)
    assert (config.batch_size, config.epochs, config.schedule) == (100, 10, "constant")
    assert config.dropout == 0.5
    assert config.train_size is None
    assert parameter_count(build_model(config)) == 21_840


def test_batchnorm_has_batch_normalization_and_dropout():
    config = RECIPES["batchnorm"].config
    assert config.model == "batchnorm"
    assert config.dropout > 0
    assert any(isinstance(m, nn.BatchNorm2d) for m in build_model(config).modules())


def test_fastest_is_one_epoch_with_a_third_of_the_wide_networks_multiplications():
    config = RECIPES["fastest"].config
    assert (config.epochs, config.schedule) == (1, "one_cycle")
    cost = multiply_adds(build_model(config))
    # 16 kernels of 5 x 5, 32 of 3 x 3 x 16, the scales of batch normalization, two linear layers.
    convolutions = 24 * 24 * 5 * 5 * 16 + 10 * 10 * 3 * 3 * 16 * 32
    assert cost == convolutions + 5 * 5 * 32 + 5 * 5 * 32 * 128 + 128 * 10
    assert cost < multiply_adds(build_model(RECIPES["robust"].config)) / 3


def test_quick_passes_97_percent_on_mnists_test_set(mnist_folder):
    config = RECIPES["quick"].config
    data = load_digits(
        config.dataset,
        folder=mnist_folder,
        train_size=config.train_size,
        validation_size=config.validation_size,
        download=False,
    )
    run = TrainingRun(config, data, device=torch.device("cpu"))
    run.advance(seconds=600)
    assert run.finished
    assert evaluate(run.model, data.test, data.standardization).accuracy > 0.97


@pytest.mark.parametrize("dataset", ["mnist", "digits"])
@pytest.mark.parametrize("name", list(RECIPES))
def test_every_recipe_is_closest_to_itself_on_any_data(name, dataset):
    config = fit_to_dataset(RECIPES[name].config, dataset)
    assert closest_recipe(config) == name
    assert closest_recipe(replace(config, seed=5, learning_rate=0.033)) == name


def test_closest_recipe_has_the_same_architecture():
    for model in MODELS:
        config = TrainConfig(model=model, optimizer="adadelta", epochs=77, batch_size=3)
        assert RECIPES[closest_recipe(config)].config.model == model


@pytest.fixture
def third_dataset(monkeypatch):
    """A data set with twice as many epochs as MNIST."""
    monkeypatch.setitem(DATASETS, "third", replace(DATASETS["mnist"], epochs_factor=2))
    return "third"


@pytest.mark.parametrize(
    ("before", "epochs", "after", "expected"),
    [
        ("mnist", 5, "third", 10),
        ("third", 10, "mnist", 5),
        ("third", 1, "mnist", 1),
        ("third", 3, "digits", 12),
        ("digits", 12, "third", 3),
        ("mnist", 3, "digits", 24),
        ("digits", 24, "mnist", 3),
        ("mnist", 150, "third", 200),
        ("third", 7, "third", 7),
    ],
)
def test_epochs_follow_from_both_data_sets(third_dataset, before, epochs, after, expected):
    found = fit_to_dataset(TrainConfig(dataset=before, epochs=epochs), after)
    assert found == TrainConfig(dataset=after, epochs=expected)


def test_data_set_as_large_as_mnist_takes_as_many_epochs(monkeypatch):
    monkeypatch.setitem(DATASETS, "fashion", DATASETS["mnist"])
    for recipe in RECIPES.values():
        assert fit_to_dataset(recipe.config, "fashion").epochs == recipe.config.epochs
