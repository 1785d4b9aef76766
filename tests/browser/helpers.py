"""What browser tests wait for and draw."""

from __future__ import annotations

from tests.browser.visitor import draw, step_count, wait_for_progress


def wait_for_step(page, smallest: int) -> int:
    page.wait_for_function(
        """smallest => {
            const bar = document.querySelector('[data-testid=stMain] [data-testid=stProgress]');
            const found = bar && bar.innerText.match(/step ([\\d,]+) of/);
            return found && Number(found[1].replaceAll(',', '')) >= smallest;
        }""",
        arg=smallest,
        timeout=60_000,
    )
    return step_count(page)


def wait_for_state(page, state: str) -> None:
    """Wait until the progress bar says just this, in a line of its own."""
    wait_for_progress(page, f"^{state}$")


def draw_one(page) -> None:
    draw(page, (150, 45), (132, 235))
