"""Pages say things as a native speaker does, in the field's standard words."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

# What pages once said, and what they say now. A pattern matches anywhere in a text, whatever the
# case of its letters; with ^ and $ it is the whole text, such as a heading or a button.
BETTER = {
    r"loss \(nats\)": "Loss (lower is better); nats in its help",
    r"chance: 2\.30": "guessing: 2.30",
    r"training minus validation": "Gap: 0.6 percentage points",
    r"right while learning|right afterwards": "training accuracy, validation accuracy",
    r"^then$": "Next",
    r"as the classic script prints": "Text log",
    r"shape the network": "Change the network",
    r"^first weights": "Initial weights",
    r"^wrong labels:? 0\.": "Wrong labels: 20 %",
    r"then hold\b|was held\b|hold the training": "pause",
    r"right as often as it says\?": "Is its confidence justified?",
    r"keep silent": "What if it may say 'I don't know'?",
    r"answer from this confidence": "Answer only above this confidence (%)",
    r"too modest|below too sure": "underconfident, overconfident",
    r"does not know what is none": "It cannot tell that something is no digit",
    r"denies the label|with conviction|somebody should look": "confidently disagrees; look again",
    r"of the suspects are such": "of the suspects really are wrong",
    r"these \d+ do not mind": "does not lower accuracy on these",
    r"^recall (?:from|to)$": "Recall, 95 % interval",
    r"^found$": "Correct",
    r"learned \d+ and forgotten \d+ times": "learned once, never forgotten",
    r"\bits life\b|\blife line": "History of one image",
    r"^placed by$": "Projection",
    r"for no digit the number": "No digit changes.",
    r"it shall become": "So the update makes it larger.",
    r"the way back needs": "needed again in the backward pass",
    r"fair coin would divide": "the chance of a split at least this uneven",
    r"without its start at 0": "bias-corrected first moment",
    r"^what moved it": "Which pixels mattered",
    r"^search on$": "Continue search",
    r"\ba 8\b": "an 8",
    r"\bis \S+, said\b": "true 7, predicted 1",
    r"\b1e[-+]\d": "a number without an exponent",
    r"it still learns": "This run is still training.",
    r"nothing is tried": "No trials yet.",
    r"^seeds together$": "Group runs that differ only in seed",
    r"silent units?": "Dead units",
    r"^switch(?:ed)? off$": "Ablation: switch a unit off",
}


def texts_of(source: str) -> Iterator[tuple[int, str]]:
    """Read every text of a program with its line; names and docstrings are for programmers."""
    tree = ast.parse(source)
    parts = {
        part for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values
    }
    docstrings = {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    skipped = parts | docstrings
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            # What is filled in may be any digit.
            words = (x.value if isinstance(x, ast.Constant) else "7" for x in node.values)
            yield node.lineno, "".join(map(str, words))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in skipped:
            yield node.lineno, node.value


def worse_words(source: str) -> list[str]:
    """Find what is said worse than it could be, with its line and what to say instead."""
    return [
        f"line {line}: {text!r}; better: {better}"
        for line, text in texts_of(source)
        for pattern, better in BETTER.items()
        if re.search(pattern, text, re.IGNORECASE)
    ]


def test_no_page_says_what_was_mended():
    files = [*(ROOT / "dashboard").rglob("*.py"), *(ROOT / "pages").glob("*.py")]
    # What core says of settings, errors and trainings stands on pages too.
    files += (ROOT / "core").rglob("*.py")
    assert len(files) > 200
    found = {
        str(path.relative_to(ROOT)): worse
        for path in files
        if (worse := worse_words(path.read_text("utf-8")))
    }
    assert not found


EXAMPLES = [
    'title = "Loss (nats)"',
    'st.subheader("Then")',
    'st.caption(f"true digit is {label}, said {answer}")',
    'st.caption("It still learns. "\n    "It is measured here later.")',
    'words = f"{count} of it: it was a 8"',
    'help = "Where it denies the label, look."',
    'title = "From 1e-05"',
    'st.button("Search on")',
]


@pytest.mark.parametrize("source", EXAMPLES)
def test_guard_finds_words_in_texts_and_in_pieces_of_texts(source):
    assert worse_words(source)


@pytest.mark.parametrize(
    "source",
    [
        '"""Its life, as the classic script prints it."""',
        'def f():\n    """Search on."""',
        "silent_units = 3  # it still learns",
        'st.subheader("Then press Pause")',
        'st.caption("An 8, true 8, predicted 3; 18 of them.")',
    ],
)
def test_guard_lets_docstrings_names_and_other_words_pass(source):
    assert not worse_words(source)


@pytest.mark.parametrize("pattern", BETTER)
def test_what_is_advised_would_itself_pass(pattern):
    assert not worse_words(f"text = {BETTER[pattern]!r}")
