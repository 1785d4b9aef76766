"""Maps are shadows (PCA) or neighborhoods (t-SNE), and making them disturbs nobody."""

import numpy as np
import pytest
from sklearn.decomposition import PCA
from sklearn.manifold import trustworthiness
from sklearn.metrics import pairwise_distances

from core.data import load_digits
from core.inside import embed_pca, embed_tsne, last_hidden_layer
from core.models import MODELS, build_model
from tests.core.helpers import global_random_state_untouched, tiny_config

DATA = load_digits("digits")
METHODS = [embed_pca, embed_tsne]


def pixels(images: int) -> np.ndarray:
    """The first digits, one row of 784 numbers for each."""
    return DATA.train.images[:images].reshape(images, -1).astype(np.float32) / 255


def cloud(rows: int = 40, width: int = 5) -> np.ndarray:
    """Points that spread most along the first axis, then along the second, and so on."""
    points = np.random.default_rng(rows).normal(size=(rows, width))
    return points / np.arange(1, width + 1)


class Cancelled(BaseException):
    """What a page raises when its visitor has left."""


@pytest.fixture(scope="module")
def digits_map():
    """A map of 150 digits, and what was told while it was made."""
    told = []
    return embed_tsne(pixels(150), on_progress=told.append), told


# PCA


@pytest.mark.parametrize("rows", [30, 600])
def test_shadow_is_the_one_that_a_singular_value_decomposition_casts(rows):
    # 600 rows of 784 numbers are many enough for a solver that guesses at first.
    features = pixels(rows)
    found = embed_pca(features)
    centered = features.astype(np.float64) - features.mean(axis=0, dtype=np.float64)
    left, sizes, _ = np.linalg.svd(centered, full_matrices=False)
    expected = left[:, :2] * sizes[:2]
    # A shadow may be seen from either side.
    expected *= np.sign((expected * found.points).sum(axis=0))
    np.testing.assert_allclose(found.points, expected, atol=1e-2)
    assert found.explained == pytest.approx((sizes[:2] ** 2).sum() / (sizes**2).sum(), abs=1e-4)


def test_shadow_is_the_one_that_scikit_learn_casts():
    features = cloud(60, 7)
    found, reference = embed_pca(features), PCA(2, svd_solver="full").fit(features)
    expected = reference.transform(features)
    np.testing.assert_allclose(np.abs(found.points), np.abs(expected), atol=1e-9)
    assert found.explained == pytest.approx(reference.explained_variance_ratio_.sum())


@pytest.mark.parametrize("name", MODELS)
def test_features_of_every_network_have_a_shadow(name):
    model = build_model(tiny_config(model=name))
    features = last_hidden_layer(model, DATA.train.images[:50], DATA.standardization)
    found = embed_pca(features)
    assert found.points.shape == (50, 2)
    assert np.isfinite(found.points).all()
    assert 0 < found.explained <= 1


def test_points_in_the_plane_keep_all_their_distances():
    features = cloud(20, 2) + np.array([30, -4])
    found = embed_pca(features)
    np.testing.assert_allclose(
        pairwise_distances(found.points), pairwise_distances(features), atol=1e-6
    )
    assert found.explained == pytest.approx(1)


def test_no_distance_is_longer_on_the_shadow():
    features = cloud()
    shadow, real = pairwise_distances(embed_pca(features).points), pairwise_distances(features)
    assert (shadow <= real + 1e-9).all()
    assert shadow.max() > 0.9 * real.max()


def test_straight_lines_stay_straight():
    features = cloud()
    # Between the first point and the second.
    features[2] = 0.3 * features[0] + 0.7 * features[1]
    points = embed_pca(features).points
    np.testing.assert_allclose(points[2], 0.3 * points[0] + 0.7 * points[1], atol=1e-9)


def test_first_direction_is_where_points_spread_out_most():
    points = embed_pca(cloud()).points
    np.testing.assert_allclose(points.mean(axis=0), 0, atol=1e-9)
    assert points[:, 0].std() > points[:, 1].std()
    assert np.corrcoef(points.T)[0, 1] == pytest.approx(0, abs=1e-9)


def test_two_points_lie_as_far_apart_as_they_are():
    found = embed_pca(np.array([[0.0, 0.0], [3.0, 4.0]]))
    np.testing.assert_allclose(np.abs(found.points), [[2.5, 0], [2.5, 0]], atol=1e-9)
    assert found.explained == pytest.approx(1)


# t-SNE


def test_neighbors_stay_neighbors_better_than_on_the_shadow(digits_map):
    features = pixels(150)
    found = trustworthiness(features, digits_map[0].points, n_neighbors=5)
    assert found > 0.93
    assert found > trustworthiness(features, embed_pca(features).points, n_neighbors=5) + 0.05


def test_nearest_point_on_the_map_mostly_shows_the_same_digit(digits_map):
    distances = pairwise_distances(digits_map[0].points)
    np.fill_diagonal(distances, np.inf)
    labels = DATA.train.labels[:150]
    assert (labels[distances.argmin(axis=1)] == labels).mean() > 0.85


def test_distances_on_the_map_explain_no_variance(digits_map):
    assert digits_map[0].explained is None


@pytest.mark.parametrize("seed", range(4))
def test_map_begins_from_the_shadow_and_keeps_its_left_and_right(seed):
    # A random beginning would swap the two sides every other time. Above and below may
    # swap even so: strong pulling first presses this map flat.
    generator = np.random.default_rng(seed)
    centers = np.zeros((5, 6))
    centers[:, :2] = [[9, 0], [2, 5], [-6, 3], [-6, -3], [2, -4]]
    turned = centers @ np.linalg.qr(generator.normal(size=(6, 6)))[0]
    features = np.repeat(turned, 10, axis=0) + 0.3 * generator.normal(size=(50, 6))
    shadow, found = (method(features).points[:, 0] for method in METHODS)
    assert np.corrcoef(shadow, found)[0, 1] > 0.8


@pytest.mark.parametrize("rows", [4, 5, 7, 12])
def test_very_few_points_have_a_map_too(rows):
    told = []
    points = embed_tsne(cloud(rows), on_progress=told.append).points
    assert points.shape == (rows, 2)
    assert np.isfinite(points).all()
    assert len(np.unique(points, axis=0)) == rows
    assert told[-1] == 1


def test_progress_never_goes_back_and_ends_at_one(digits_map):
    told = digits_map[1]
    assert len(told) > 5
    assert told == sorted(told)
    assert 0 <= told[0] < 0.2
    assert told[-1] == 1
    assert np.diff(told).max() < 0.2


@pytest.mark.parametrize("share", [0.0, 0.5, 0.95])
def test_what_the_listener_raises_ends_the_work(share):
    told, features = [], cloud()
    before, raised = features.copy(), Cancelled()

    def cancel(now: float) -> None:
        told.append(now)
        if now >= share:
            raise raised

    with pytest.raises(Cancelled) as caught, global_random_state_untouched():
        embed_tsne(features, on_progress=cancel)
    assert caught.value is raised
    assert [now for now in told if now >= share] == told[-1:]
    np.testing.assert_array_equal(features, before)


def test_work_that_was_ended_does_not_change_the_next_map():
    def cancel(share: float) -> None:
        raise Cancelled

    expected = embed_tsne(cloud()).points
    with pytest.raises(Cancelled):
        embed_tsne(cloud(), on_progress=cancel)
    np.testing.assert_array_equal(embed_tsne(cloud()).points, expected)


# Both


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_points_have_the_promised_type_whatever_the_features_have(method, dtype):
    points = method(cloud().astype(dtype)).points
    assert points.shape == (40, 2)
    assert points.dtype == np.float64


@pytest.mark.parametrize("method", METHODS)
def test_same_features_give_the_same_map_and_nobody_else_notices(method):
    features = cloud().astype(np.float32)
    before = features.copy()
    features.flags.writeable = False
    with global_random_state_untouched():
        first = method(features)
    np.random.default_rng().normal()
    second = method(before)
    np.testing.assert_array_equal(first.points, second.points)
    assert first.explained == second.explained
    np.testing.assert_array_equal(features, before)


def test_guessing_solver_for_many_wide_rows_guesses_the_same_every_time():
    features = pixels(600)
    with global_random_state_untouched():
        first, second = embed_pca(features), embed_pca(features)
    np.testing.assert_array_equal(first.points, second.points)
    assert first.explained == second.explained


def test_map_does_not_depend_on_the_global_generator_either():
    state = np.random.get_state()  # noqa: NPY002 - it is the one in question
    found = []
    try:
        for seed in (1, 2):
            np.random.seed(seed)  # noqa: NPY002
            found.append([method(cloud()).points for method in METHODS])
    finally:
        np.random.set_state(state)  # noqa: NPY002
    np.testing.assert_array_equal(found[0], found[1])


@pytest.mark.parametrize("method", METHODS)
def test_how_the_features_lie_in_memory_does_not_matter(method):
    features = cloud(30, 4)
    wide = np.zeros((60, 8))
    wide[::2, ::2] = features
    expected = method(features).points
    for view in (wide[::2, ::2], np.asfortranarray(features)):
        np.testing.assert_allclose(method(view).points, expected, atol=1e-6)


@pytest.mark.parametrize("method", METHODS)
def test_column_that_is_always_the_same_changes_little(method):
    # As the neurons that never fire.
    features = np.insert(cloud(), 2, 0, axis=1)
    assert np.isfinite(method(features).points).all()


@pytest.mark.parametrize("method", METHODS)
def test_images_that_look_the_same_to_the_network_have_a_place(method):
    features = np.repeat(cloud(5), 4, axis=0)
    assert np.isfinite(method(features).points).all()


@pytest.mark.parametrize("value", [0.0, 2.5])
@pytest.mark.parametrize("method", METHODS)
def test_network_that_gives_the_same_for_every_image_has_a_map_too(method, value):
    # As one whose neurons have all died.
    found = method(np.full((20, 6), value, np.float32))
    assert found.points.shape == (20, 2)
    assert np.isfinite(found.points).all()
