"""The furniture of a page: question, words, source, takeaway, next step."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from pathlib import Path

import streamlit as st
from streamlit.elements.lib.mutable_expander_container import ExpanderContainer

from dashboard.page_list import PAGES
from dashboard.visitor import assignment

ROOT = Path(__file__).resolve().parents[2]

# One sentence each, in the words that code and pages share.
GLOSSARY: dict[str, str] = {
    "Adam": "An optimizer in which each weight has its own step size, from its recent gradients.",
    "accuracy": "The share of images whose most probable class is the true one.",
    "attribution": "Sharing a decision out among the pixels: which spoke for it, which against.",
    "activation": "A bend after each layer. Without it, many layers could do no more than one.",
    "augmentation": "Changing training images a little, so that no two epochs show the same.",
    "batch": "The images that are looked at together in one step.",
    "batch normalization": "Brings each feature map to mean 0 and deviation 1 over the batch.",
    "calibration": "Whether a network is right as often as its confidence says.",
    "chance": "What guessing reaches: among ten, 10 % right, and a loss of ln 10 = 2.303 nats.",
    "confidence": "The largest of all probabilities. High does not mean right.",
    "confident learning": "Suspects labels that networks deny which have not learned them.",
    "confusion matrix": "How often each true class (row) was taken for each class (column).",
    "convolution": "A small kernel slides over the image and answers at every place.",
    "cross-entropy": "Minus the logarithm of the probability given to the true class, in nats.",
    "dropout": "Switches random values off in each step, so that none can rely on another.",
    "epoch": "One pass over all training images.",
    "entropy": "How undecided probabilities are: 0 when one has all; ln 10 when ten are equal.",
    "F1": "Precision and recall in one number: their harmonic mean.",
    "gradient": "For each weight: how much the loss grows when the weight grows a little.",
    "gradient norm": "The length of the gradient: how steep the loss is for all weights together.",
    "interval": "Made so that 95 of 100 such intervals hold the true accuracy.",
    "learning rate": "How far each step goes against the gradient.",
    "logits": "Scores, one for each class, before softmax turns them into probabilities.",
    "loss": "How wrong the probabilities are: lower is better. Here the cross-entropy, in nats.",
    "margin": "How far the first answer's probability lies before the second's.",
    "McNemar's test": "Of the images that only one of two networks reads, is it a fair coin?",
    "moment": "A running mean: of recent gradients (first), of their squares (second).",
    "momentum": "The share of the last step's direction that the next step keeps.",
    "nat": "The unit of loss with natural logarithms. Guessing among ten costs ln 10 = 2.303 nats.",
    "optimizer": "The rule that turns gradients into new weights.",
    "overfitting": "Learning the training images by heart: better on them, worse on new ones.",
    "parameter": "A number that training changes. You choose hyperparameters; it learns these.",
    "PCA": "Looks at many numbers from the directions in which they differ most.",
    "pooling": "Keeps the largest value of each 2 x 2 square: half the width, half the height.",
    "precision": "Of the images called a seven, the share that is one.",
    "ReLU": "Lets positive numbers pass and turns negative ones into 0.",
    "recall": "Of all sevens, the share that was found.",
    "SGD": "Stochastic gradient descent: a step against the gradient of each batch.",
    "schedule": "How the learning rate moves during a run.",
    "seed": "Where all random numbers of a run begin: weights, batch order, dropout.",
    "softmax": "Turns scores into positive numbers that sum to 1.",
    "standard deviation": "How far numbers lie from their mean, typically.",
    "standardization": "Subtract the mean of all training pixels, divide by their deviation.",
    "step": "One update of all weights, from one batch.",
    "t-SNE": "Draws a map on which neighbors stay neighbors. Its distances mean little.",
    "temperature": "A number that all logits are divided by: above 1, less sure of everything.",
    "test images": "Kept for the final report. Nothing is chosen by them.",
    "training images": "What the network learns from.",
    "validation images": "Kept apart from training. Choices are made by them.",
    "weight decay": "Pulls all weights a little toward zero at every step.",
}


def begin_lesson(page: str, *, title: str = "") -> None:
    """Open a page with its title and the question it answers."""
    st.title(title or PAGES[page].title, anchor=False)
    # A second heading, so that those below, which Streamlit makes third ones, skip no level.
    with st.container(key="question"):
        st.header(PAGES[page].question, anchor=False)
    assignment.show_instruction()


def explain(*terms: str) -> None:
    """Offer the words of a page, each with its meaning, without filling the page."""
    with st.popover("Words on this page", icon=":material/menu_book:"):
        for term in sorted(terms, key=str.lower):
            st.markdown(f"**{term[0].upper()}{term[1:]}**: {GLOSSARY[term]}")


def lazy_expander(label: str, *, icon: str, key: str) -> ExpanderContainer:
    """Offer something folded away. Its ``open`` tells whether to draw it.

    What is folded costs the browser as much time as what is seen, so it is drawn when somebody
    unfolds it.
    """
    return st.expander(label, icon=f":material/{icon}:", key=key, on_change="rerun")


def show_source(*objects: Callable[..., object] | type, label: str = "The code that ran") -> None:
    """Show the source of functions or classes as they run here, when it is unfolded."""
    if not assignment.shows("code"):
        return
    names = "_".join(thing.__name__ for thing in objects)
    expander = lazy_expander(label, icon="code", key=f"source_{names}")
    if not expander.open:
        return
    with expander:
        for thing in objects:
            # Of a decorated function the one that was written here.
            path = Path(inspect.getfile(inspect.unwrap(thing))).resolve().relative_to(ROOT)
            line = inspect.getsourcelines(thing)[1]
            st.caption(f"{path.as_posix()}, line {line}")
            st.code(inspect.getsource(thing), language="python")


def takeaway(text: str) -> None:
    """Say what was just seen, with the numbers of this run."""
    with st.container(border=True):
        st.markdown(text)


def link(page: str, label: str, *, icon: str | None = None, disabled: bool = False) -> None:
    """Lead to another page, unless a teacher has fixed this one."""
    if assignment.current() is None:
        icon = icon and f":material/{icon}:"
        st.page_link(f"../pages/{page}.py", label=label, icon=icon, disabled=disabled)


def next_step(page: str, label: str) -> None:
    """Close a page with a link to the next one."""
    link(page, label, icon="arrow_forward")
