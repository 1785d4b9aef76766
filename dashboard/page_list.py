"""All pages, told once: navigation, Home, teachers' links and tests read this list.

It is read before PyTorch is loaded, so nothing but the standard library is imported here.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page.

    Attributes
    ----------
    title : str
        Its name in the navigation.
    icon : str
        A Material symbol.
    group : str
        The heading it stands under.
    question : str
        What it answers, in a sentence.
    """

    title: str
    icon: str
    group: str
    question: str


# By the stem of its file in pages/, which is the last part of its address too. Home has none.
PAGES: dict[str, Page] = {
    "home": Page(
        title="Home",
        icon="home",
        group="Start",
        question="How does a machine learn to read?",
    ),
    "learn": Page(
        title="Learn",
        icon="school",
        group="Start",
        question="What would you like to understand?",
    ),
    "data": Page(
        title="Data",
        icon="grid_view",
        group="Look",
        question="What does a network learn from, and what of it does it see?",
    ),
    "network": Page(
        title="Network",
        icon="account_tree",
        group="Look",
        question="What is between the pixels and the answers?",
    ),
    "train": Page(
        title="Train",
        icon="play_arrow",
        group="Train",
        question="What happens to the loss with every batch?",
    ),
    "one_step": Page(
        title="One step",
        icon="footprint",
        group="Train",
        question="What does one training step do, number by number?",
    ),
    "evaluate": Page(
        title="Evaluate",
        icon="fact_check",
        group="Understand",
        question="How good is it, and where does it fail?",
    ),
    "inside": Page(
        title="Inside",
        icon="neurology",
        group="Understand",
        question="What has the network become, at any moment of its training?",
    ),
    "compare": Page(
        title="Compare",
        icon="compare_arrows",
        group="Understand",
        question="Which setting is better, and is that more than noise?",
    ),
    "sketch": Page(
        title="Sketch",
        icon="draw",
        group="Try",
        question="Does it read your handwriting?",
    ),
    "collect": Page(
        title="Collect",
        icon="add_photo_alternate",
        group="Try",
        question="Can it learn what you draw yourself?",
    ),
    "clinic": Page(
        title="Clinic",
        icon="stethoscope",
        group="Try",
        question="What happens when one line of a training is wrong?",
    ),
    "your_data": Page(
        title="Your data",
        icon="inventory_2",
        group="Workspace",
        question="What is kept of your work, and who can see it?",
    ),
}
HOME = "home"


def groups() -> dict[str, list[str]]:
    """List the pages under each heading, in the order of the navigation."""
    found: dict[str, list[str]] = {}
    for name, page in PAGES.items():
        found.setdefault(page.group, []).append(name)
    return found
