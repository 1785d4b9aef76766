"""What all tests share: small digits always, MNIST where it is, and samples of many cases."""

import gc
import os
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import groupby
from pathlib import Path

import numpy as np
import pytest
from filelock import FileLock  # PyTorch brings it.
from hypothesis import HealthCheck, is_hypothesis_test, settings

from core.data import DATASETS, DigitData, has_files, load_digits, pen

MNIST_FIXTURES = {"mnist", "mnist_folder"}
# A report takes them from the process that ran the test to the one that prints the summary.
SAMPLE = "sample"
# Of random input, by Hypothesis.
CASES, ALL_CASES = 100, 5_000


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--exhaustive",
        action="store_true",
        help="run every case of the tests that otherwise take a sample of them",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Set how many random cases there are: always the same ones, unless all are asked for."""
    everything = config.getoption("exhaustive")
    settings.register_profile(
        "Digit Lab",
        max_examples=ALL_CASES if everything else CASES,
        derandomize=not everything,
        print_blob=everything,
        database=None,
        deadline=None,  # `outcome_of` in any_input.py measures each case.
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    settings.load_profile("Digit Lab")
    # A failing file may be long to write down, and is what one wants to see.
    config.addinivalue_line("filterwarnings", "ignore:Generating overly large repr")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what needs MNIST, and keep a sample of tests that ask for one by a marker."""
    for item in items:
        if MNIST_FIXTURES.intersection(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.mnist)
    if not config.getoption("exhaustive"):
        for item in items:
            if is_hypothesis_test(getattr(item, "function", None)):
                _note_sample(item, item.nodeid.partition("[")[0], CASES, ALL_CASES)
        left_out = _left_out(items)
        items[:] = [item for item in items if item not in left_out]
        config.hook.pytest_deselected(items=list(left_out))


def _left_out(items: list[pytest.Item]) -> set[pytest.Item]:
    """Find the cases that are not in the sample of their test, and what is for all cases only."""
    marked = [item for item in items if item.get_closest_marker("sample")]
    left_out = {item for item in items if item.get_closest_marker("only_exhaustive")}
    for name, group in groupby(marked, lambda item: item.nodeid.partition("[")[0]):
        cases = list(group)
        kept = evenly_spaced(cases, cases[0].get_closest_marker("sample").args[0])
        left_out.update(set(cases).difference(kept))
        _note_sample(kept[0], name, len(kept), len(cases))
    return left_out


def evenly_spaced(cases: Sequence, count: int) -> list:
    """Choose so many cases at equal distances, the first among them; all if there are fewer."""
    count = min(count, len(cases))
    return [cases[place * len(cases) // count] for place in range(count)]


def _note_sample(item: pytest.Item, name: str, count: int, total: int) -> None:
    if count < total:
        item.user_properties.append((SAMPLE, f"{name}: a sample of {count} of {total}"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say which tests took a sample, and of how many cases."""
    reports = [report for group in terminalreporter.stats.values() for report in group]
    noted = [pair for report in reports for pair in getattr(report, "user_properties", ())]
    lines = sorted({text for name, text in noted if name == SAMPLE})
    if lines:
        terminalreporter.section("samples; --exhaustive runs all cases")
        terminalreporter.write_line("\n".join(lines))


def pytest_collection_finish() -> None:
    """What is loaded by now stays, so nobody looks at it for garbage again and again."""
    gc.collect()
    gc.freeze()


def pytest_sessionfinish() -> None:
    """Let Python clear up at its end; compiled libraries complain about what is left then."""
    gc.unfreeze()


@pytest.fixture(scope="session")
def exhaustive(pytestconfig: pytest.Config) -> bool:
    """Whether every case shall run (`--exhaustive`), not only a sample."""
    return pytestconfig.getoption("exhaustive")


@pytest.fixture
def sample(request: pytest.FixtureRequest, exhaustive: bool) -> Callable[[Sequence, int], list]:
    """Cases for a loop: `sample(range(60), 12)` is 12 of them, or all with `--exhaustive`.

    A parametrized test is marked instead: `@pytest.mark.sample(12)`. The summary names both.
    """

    def take(cases: Sequence, count: int) -> list:
        chosen = list(cases) if exhaustive else evenly_spaced(cases, count)
        _note_sample(request.node, request.node.nodeid, len(chosen), len(cases))
        return chosen

    return take


@pytest.fixture(scope="session")
def pen_folder(pytestconfig: pytest.Config) -> Path:
    """A data folder with nothing but pen strokes, drawn once for all sessions."""
    folder = Path(pytestconfig.cache.mkdir("pen"))
    pen.pen_images(folder, 1)
    return folder


@pytest.fixture(scope="session", autouse=True)
def pen_strokes_are_drawn_once(pytestconfig: pytest.Config) -> Iterator[None]:
    """Every folder gets what was drawn before; drawing takes half a minute."""
    folder = Path(pytestconfig.cache.mkdir("pen"))
    draw = pen._drawn

    @cache
    def drawn_before(drawing: int) -> np.ndarray:
        file = pen.drawings_file(folder, drawing)
        with FileLock(folder / "lock"):  # One process draws, and the others wait.
            images = pen._kept(file, drawing)
            if images is None:
                images = draw(drawing)
                pen._keep(file, images)
        return images

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pen, "_drawn", drawn_before)
        yield


@pytest.fixture(scope="session")
def tiny_digits() -> DigitData:
    """200 training, 100 validation and 360 test images that come with scikit-learn."""
    return load_digits("digits", train_size=200, validation_size=100)


@pytest.fixture(scope="session")
def mnist_folder() -> Path:
    """The data folder with the official files; only to be read."""
    folder = os.environ.get("DIGIT_LAB_DATA")
    if not folder:
        pytest.skip("needs MNIST: set DIGIT_LAB_DATA to a folder that holds MNIST/raw")
    if not has_files(DATASETS["mnist"], folder):
        pytest.skip(f"needs MNIST: DIGIT_LAB_DATA is {folder}, which holds no MNIST files")
    return Path(folder)


@pytest.fixture(scope="session")
def mnist(mnist_folder: Path) -> DigitData:
    """All of MNIST, 5,000 of its training images kept for validation."""
    return load_digits("mnist", folder=mnist_folder, download=False)
