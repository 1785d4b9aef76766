"""A run as a notebook: its program in cells, its losses as a curve, the test images at the end.

The cells are the lines of :func:`standalone_script`; what is added only notes and draws what they
compute.
"""

from __future__ import annotations

import re
from math import log

from core.config import TrainConfig
from core.models import MODELS
from core.notebook import Cell, notebook_text
from core.plain_text import plain
from core.runs.program.faulty import FAULTY
from core.runs.program.script import standalone_script

# A notebook has no command line.
ARGUMENT = re.compile(r"sys\.argv\[1\] if len\(sys\.argv\) > 1 else ")
# A comment that begins a section of a program has an empty line before it.
SECTION = re.compile(r"\n\n(?=# )")
LOOP = re.compile(r"^(?=for epoch in range\()", re.MULTILINE)
BACKWARD = re.compile(r"^( +)(loss\.backward\(\).*)$", re.MULTILINE)
TEST = 'print(f"Test: {evaluate(test)}")'

RESULT = Cell(
    "code",
    """\
# Result
print(f"Training images: {evaluate(train)}")
print(f"Largest loss of a batch: {max(losses):.2f}")
curve(losses)
""",
)


def run_notebook(config: TrainConfig, fault: str = "") -> str:
    """Write a run as a Jupyter notebook that needs nothing of Digit Lab.

    Parameters
    ----------
    fault : str
        As for :func:`standalone_script`.

    Returns
    -------
    str
        JSON of format 4.5, without results: they come when it is run.
    """
    title = plain(f"{MODELS[config.model].title} on {config.spec.title}")
    script = standalone_script(config, fault)
    words = [
        f"# {title}",
        "A training as in Digit Lab, in plain PyTorch. Run the cells from top to bottom. "
        "The random numbers go on from cell to cell: to train again, run all of them again.",
    ]
    words += [f"**{plain(line.lstrip('# '))}**" for line in _header(script) if FAULTY in line]
    cells = [
        Cell("markdown", "\n\n".join(words)),
        *program_cells(script),
        curve_cell(config.classes),
        RESULT,
        Cell("markdown", "The test images, once, when everything is decided:"),
        Cell("code", TEST),
    ]
    return notebook_text(cells)


def curve_cell(classes: int) -> Cell:
    """Write a function that draws the losses of a training.

    As SVG, because IPython is there wherever a notebook runs, and Matplotlib may not be.
    """
    return Cell(
        "code",
        f"""\
# Curve: how the loss moved from batch to batch; dotted is what guessing costs
from IPython.display import SVG

GUESSING = {log(classes):.3f}

def curve(losses):
    drawn = [(step, loss) for step, loss in enumerate(losses) if abs(loss) < 1e9]
    top = max([1.1 * GUESSING, *(loss for _, loss in drawn)])
    width = 600 / len(losses)
    points = " ".join(f"{{width * x:.1f}},{{200 - 190 * y / top:.1f}}" for x, y in drawn)
    dotted = f"{{200 - 190 * GUESSING / top:.1f}}"
    return SVG(f'''<svg xmlns="http://www.w3.org/2000/svg" viewBox="-5 -5 610 230" width="610">
<title>Loss of {{len(losses)}} batches, from 0 to {{top:.2f}}</title>
<rect width="600" height="200" fill="#fcfbf8" stroke="#d8d4ca"/>
<line x2="600" y1="{{dotted}}" y2="{{dotted}}" stroke="#767676" stroke-dasharray="2 4"/>
<polyline points="{{points}}" fill="none" stroke="#0072b2" stroke-width="1.5"/>
<text x="5" y="15" font-size="13" fill="#22252b">loss, from 0 to {{top:.2f}}</text>
<text x="595" y="217" font-size="13" fill="#767676" text-anchor="end">{{len(losses)}} steps</text>
</svg>''')
""",
    )


def program_cells(script: str) -> list[Cell]:
    """Cut a program into cells, one for each section, up to the end of its training.

    Parameters
    ----------
    script : str
        From :func:`standalone_script`.

    Returns
    -------
    list of Cell
        They leave the loss of every batch in ``losses``.
    """
    code = script.removeprefix("\n".join(_header(script)))
    code = ARGUMENT.sub("", code)
    if "sys." not in code:
        code = re.sub(r"^import sys\n", "", code, flags=re.MULTILINE)
    code = code.replace(TEST, "").strip()
    code = LOOP.sub("losses = []\n", code, count=1)
    code = BACKWARD.sub(r"\1\2\n\1losses.append(loss.item())", code)
    return [Cell("code", section) for section in SECTION.split(code)]


def _header(script: str) -> list[str]:
    """Return the lines before the first import: what the program is."""
    lines = script.splitlines()
    return lines[: lines.index("")]
