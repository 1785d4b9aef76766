"""Taking a run home as files, and bringing a network from one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePath
from typing import Any

import pandas as pd
import streamlit as st

from core.errors import DigitLabError
from core.limits import most
from core.notebook import MIME as NOTEBOOK_MIME
from core.runs import Checkpoint, checkpoint_bytes, run_notebook, standalone_script
from core.runs.onnx import onnx_bytes
from dashboard.figures import learning_curves
from dashboard.figures.svg import stacked, to_svg
from dashboard.plain_text import plain
from dashboard.visitor import run_actions
from dashboard.visitor.run_handle import RunHandle

MAX_NAME_CHARACTERS = 60
MIME = dict.fromkeys(("csv", "py", "svg"), "text/plain") | {"ipynb": NOTEBOOK_MIME}


def metrics_table(run: RunHandle) -> pd.DataFrame:
    """List every step of a run, with the validation of the epoch that it ends.

    Returns
    -------
    DataFrame
        One row for each step; validation columns are empty but at the end of an epoch.
    """
    history = run.history()
    batches = pd.DataFrame(history.batches)
    if not history.epochs:
        return batches
    epochs = pd.DataFrame(history.epochs).drop(columns="epoch")
    return batches.merge(epochs, on="step", how="left")


def _checkpoint(run: RunHandle) -> Checkpoint:
    training = run.job.run
    standardization = training.data.standardization
    return Checkpoint(training.copy_model(), run.config, standardization, run.fault.at_work)


def show_downloads(run: RunHandle) -> None:
    """Offer a run's network, its numbers and its program as files."""
    name = run.file_name

    def offer(label: str, key: str, icon: str, content: Callable[[], Any], help: str) -> None:
        st.download_button(
            label,
            data=content,
            file_name=f"{name}.{key}",
            mime=MIME.get(key, "application/octet-stream"),
            key=f"download_{key}",
            icon=f":material/{icon}:",
            on_click="ignore",
            help=help,
        )

    offer(
        "Network",
        "safetensors",
        "download",
        lambda: checkpoint_bytes(_checkpoint(run)),
        "Weights, settings and standardization in one safetensors file. Upload it here again, or "
        "read it with `core.runs.load_checkpoint`.",
    )
    offer(
        "ONNX",
        "onnx",
        "download",
        lambda: onnx_bytes(_checkpoint(run)),
        "For programs without PyTorch: takes pixels from 0 to 255, gives a logit of each class; "
        "the "
        "standardization is inside. The first one takes some seconds.",
    )
    offer(
        "Numbers (CSV)",
        "csv",
        "table",
        lambda: metrics_table(run).to_csv(index=False),
        "Every step with loss, accuracy, gradient norm and learning rate, and the validation "
        "after each epoch.",
    )
    offer(
        "Curves (SVG)",
        "svg",
        "show_chart",
        lambda: curves_svg(run),
        "Loss and accuracy as a vector picture. Every figure of the pages can also be saved as PNG "
        "from the icons at its upper right corner.",
    )
    offer(
        "Program (Python)",
        "py",
        "terminal",
        lambda: standalone_script(run.config, run.fault.at_work),
        "Plain PyTorch that trains the same network again without this page, with the same losses "
        "up to rounding. It follows the settings: not a file's weights, steps by hand or a rate "
        "moved on the way. Images it looks for where torchvision does, for instance in "
        "`MNIST/raw`, "
        "and downloads them otherwise.",
    )
    offer(
        "Notebook",
        "ipynb",
        "menu_book",
        lambda: run_notebook(run.config, run.fault.at_work),
        "The same program in the cells of a Jupyter notebook, with the loss of every batch as a "
        "curve.",
    )


def curves_svg(run: RunHandle) -> str:
    """Draw loss and accuracy of a run, one above the other, without a browser."""
    training, classes = run.job.run, run.config.classes
    points, epochs, steps = run.points(), training.epochs[:], training.total_steps
    figures = {
        "loss": learning_curves.loss_curve(points, epochs, steps, classes),
        "accuracy": learning_curves.accuracy_curve(points, epochs, steps, classes),
    }
    return to_svg(stacked(figures, f"{run.title}, seed {run.config.seed}"))


def show_upload() -> None:
    """Let the visitor bring a network from a file; one that does not fit is told in words."""
    with (
        st.popover("Upload a network", icon=":material/upload:"),
        st.form("upload", clear_on_submit=True, border=False),
    ):
        file = st.file_uploader(
            "A .safetensors file from the button Network below, made here or on another computer",
            type="safetensors",
            max_upload_size=most("upload_megabytes"),
            key="upload_file",
        )
        if not st.form_submit_button("Use this network", icon=":material/check:"):
            return
        if file is None:
            st.warning("Choose a file first.")
            return
        try:
            new = run_actions.bring_network(
                PurePath(file.name).stem[:MAX_NAME_CHARACTERS], file.getvalue()
            )
        except DigitLabError as error:
            st.error(f"{plain(file.name)} cannot be used. {plain(error)}")
            return
    st.toast(f"{plain(new.title)} is ready on every page.", icon=":material/check:")
    st.rerun()
