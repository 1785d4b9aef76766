"""An evaluation to take home: one HTML file with figures, and all tables as CSV."""

from __future__ import annotations

import html
import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import altair as alt
import pandas as pd

from core.evaluation import (
    DISTORTIONS,
    Evaluation,
    Opening,
    RobustnessPoint,
    answer_only_above,
    confusion_matrix,
    find_images,
    most_confused,
    reliability,
    scores_per_digit,
    with_temperature,
)
from dashboard.figures.confusion import confusion_figure
from dashboard.figures.coverage import coverage_figure
from dashboard.figures.reliability import bin_sizes_figure, reliability_figure
from dashboard.figures.robustness import robustness_figure
from dashboard.figures.svg import to_svg
from dashboard.markup.digit_grid import digit_grid
from dashboard.markup.plain_table import plain_table
from dashboard.markup.style import stylesheet
from dashboard.views.evaluate import tables
from dashboard.views.evaluate.evaluated_network import EvaluatedNetwork
from dashboard.wording import interval, percent, percent_of

FIGURE_WIDTH_PIXELS = 560
WORST_IMAGES = 24
THRESHOLD = 0.9
Curves = Mapping[str, Sequence[RobustnessPoint]]


def evaluation_tables(
    evaluated: EvaluatedNetwork, temperature: float, curves: Curves, openings: Sequence[Opening]
) -> dict[str, pd.DataFrame]:
    """Gather all tables of an evaluation.

    Parameters
    ----------
    evaluated : EvaluatedNetwork
        The network and its answers.
    temperature : float
        Fitted on the validation images.
    curves : mapping
        For each distortion its points.
    openings : sequence of Opening
        The visitor's log.

    Returns
    -------
    dict
        For each file name, without its ending, a table.
    """
    evaluation, spec = evaluated.evaluation, evaluated.spec
    names, noun = spec.class_names, spec.noun
    matrix = confusion_matrix(evaluation.labels, evaluation.predictions, spec.classes)
    return {
        "settings": pd.DataFrame(
            [
                *([("deliberate fault", mark)] if (mark := evaluated.run.fault.in_words) else []),
                *((name, str(value)) for name, value in evaluated.run.config.to_dict().items()),
            ],
            columns=["setting", "value"],
        ),
        "summary": summary_table(evaluated, temperature),
        "confusion_matrix": tables.matrix_table(matrix, names, noun),
        spec.nouns: _named_in_percent(tables.scores_table(scores_per_digit(matrix), names, noun)),
        "most_confused": _named_in_percent(tables.pairs_table(most_confused(matrix), names)),
        "reliability": tables.reliability_table(reliability(evaluation)),
        "robustness": _named_in_percent(
            pd.concat(tables.robustness_table(name, points) for name, points in curves.items())
        ),
        "test_openings": _named_in_percent(tables.openings_table(openings)),
        "images": tables.images_table(evaluation, names),
    }


def _named_in_percent(table: pd.DataFrame) -> pd.DataFrame:
    return table.rename(columns={name: f"{name} (%)" for name in tables.IN_PERCENT})


def summary_table(evaluated: EvaluatedNetwork, temperature: float) -> pd.DataFrame:
    """Write the numbers that sum an evaluation up, each with what it is over."""
    evaluation = evaluated.evaluation
    scaled = with_temperature(evaluation, temperature)
    answered = answer_only_above(evaluation, THRESHOLD)
    rows = [
        ("images", f"{evaluated.count:,} {evaluated.images} images"),
        ("data set", _data_set(evaluated)),
        ("network", f"{evaluated.run.title}, step {evaluated.network.step:,}"),
        ("its weights (SHA-256, first digits)", evaluated.network.fingerprint),
        (
            "accuracy",
            f"{percent_of(evaluation.correct, evaluated.count)}, "
            f"{interval(evaluation.correct, evaluated.count)}",
        ),
        ("mean loss", f"{evaluation.loss:.4f} nats"),
        ("expected calibration error", _error(evaluation)),
        ("temperature, fitted on validation", f"{temperature:.3f}"),
        ("calibration error with it", _error(scaled)),
        (
            f"answered at confidence {percent(THRESHOLD)} and more",
            percent_of(answered.answered, answered.count),
        ),
        (
            "right, of the answered",
            percent_of(answered.correct, answered.answered) if answered.answered else "none",
        ),
    ]
    return pd.DataFrame(rows, columns=["number", "value"])


def _data_set(evaluated: EvaluatedNetwork) -> str:
    """Name the data set, and what its labels mean where they are not the digits themselves."""
    spec = evaluated.spec
    names = "" if spec.shows_digits else f": {', '.join(spec.class_names)}"
    return f"{spec.title}, {spec.classes} classes{names}"


def _error(evaluation: Evaluation) -> str:
    return f"{100 * reliability(evaluation).expected_calibration_error:.2f} points"


def tables_archive(found: Mapping[str, pd.DataFrame]) -> bytes:
    """Pack the tables of :func:`evaluation_tables` as CSV files into a ZIP archive."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, table in found.items():
            archive.writestr(f"{name}.csv", table.to_csv(index=False))
    return buffer.getvalue()


def report_html(
    evaluated: EvaluatedNetwork, found: Mapping[str, pd.DataFrame], curves: Curves
) -> str:
    """Write an evaluation as one page that needs nothing else.

    Parameters
    ----------
    evaluated : EvaluatedNetwork
        The network and its answers.
    found : mapping
        From :func:`evaluation_tables`.
    curves : mapping
        For each distortion its points.

    Returns
    -------
    str
        An HTML document with its figures inside, ready to print.
    """
    spec, evaluation = evaluated.spec, evaluated.evaluation
    matrix = confusion_matrix(evaluation.labels, evaluation.predictions, spec.classes)
    figure = confusion_figure(matrix, dim_diagonal=True, names=spec.class_names, noun=spec.noun)
    worst_title, worst = worst_mistakes(evaluated)
    sections = [
        ("In numbers", _table(found["summary"], "The evaluation in numbers")),
        ("Confusion matrix", _figure(figure.chart())),
        (
            f"{spec.noun.capitalize()} by {spec.noun}",
            _table(found[spec.nouns], f"Scores of each {spec.noun}"),
        ),
        (
            "Most confused",
            _table(found["most_confused"].head(10), f"The most confused {spec.nouns}"),
        ),
        (worst_title, worst),
        ("Confidence", _confidence(evaluation)),
        ("Robustness", _robustness(evaluated.run.title, curves, spec.classes)),
        ("Openings of the test images", _table(found["test_openings"], "Openings so far")),
        ("Settings", _table(found["settings"], "The settings of the run")),
    ]
    title = html.escape(f"{evaluated.run.title}: {evaluated.images} images")
    body = "".join(f"<h2>{html.escape(name)}</h2>{content}" for name, content in sections)
    now = f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC"
    return (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title>{stylesheet()}</head>"
        f'<body class="lab-report"><h1>{title}</h1><p>Digit Lab, {now}</p>{body}</body></html>'
    )


def worst_mistakes(evaluated: EvaluatedNetwork) -> tuple[str, str]:
    """Draw the mistakes with the largest losses; return a heading and HTML."""
    evaluation, names = evaluated.evaluation, evaluated.spec.class_names
    worst = find_images(evaluation, order="Largest loss first")[:WORST_IMAGES]
    captions = [
        f"true {names[evaluation.labels[row]]}, predicted {names[evaluation.predictions[row]]}\n"
        f"{percent(evaluation.confidences[row])} sure"
        for row in worst
    ]
    alt_text = f"{len(worst)} images that the network reads wrongly"
    grid = digit_grid(evaluated.split.images[worst], captions, alt=alt_text, side=72)
    return f"The {len(worst)} largest losses among the mistakes", grid


def _confidence(evaluation: Evaluation) -> str:
    bins = reliability(evaluation)
    figures: tuple[alt.TopLevelMixin, ...] = (
        reliability_figure(bins),
        bin_sizes_figure(bins),
        coverage_figure(evaluation, THRESHOLD),
    )
    return "".join(map(_figure, figures))


def _robustness(name: str, curves: Curves, classes: int) -> str:
    return "".join(
        f"<p>{html.escape(DISTORTIONS[kind].idea)}</p>"
        + _figure(robustness_figure(kind, {name: points}, classes))
        for kind, points in curves.items()
    )


def _figure(figure: alt.TopLevelMixin) -> str:
    return to_svg(figure.properties(width=FIGURE_WIDTH_PIXELS))


def _table(table: pd.DataFrame, alt_text: str) -> str:
    if table.empty:
        return "<p>None.</p>"
    return plain_table(table, alt=alt_text, number_format=".2f", index=False)
