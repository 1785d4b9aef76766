"""The vault: test images stay sealed, and what happens when people peek."""

from __future__ import annotations

import streamlit as st

from core.data import dataset_spec
from core.evaluation import Peeking, Vault, expected_selection_bias, tune_by_peeking
from core.inside import last_hidden_layer, output_layer
from dashboard.figures.peeking import peeking_figure
from dashboard.figures.selection_bias import selection_bias_figure
from dashboard.furniture.lesson import show_source, takeaway
from dashboard.furniture.progress import progress, uncancel
from dashboard.plain_text import plain
from dashboard.views.evaluate.evaluated_network import EvaluatedNetwork
from dashboard.views.evaluate.tables import openings_table
from dashboard.visitor import session
from dashboard.visitor.network_copy import NetworkCopy
from dashboard.visitor.run_handle import RunHandle
from dashboard.wording import percent, percent_of


def open_test_images(run: RunHandle, network: NetworkCopy, purpose: str) -> None:
    """Measure a network on the test images; the vault writes it down. After Cancel, nothing."""
    work = f"evaluating run {run.number} on test images"
    uncancel(work)  # Whoever presses the button again wants it after all.
    with progress("Reading the test images", work) as on_progress:
        network.open_test_images(
            session.state(Vault), on_progress, purpose=purpose, run=run.title, config=run.config
        )


def show_seal_beside(run: RunHandle, network: NetworkCopy, purpose: str) -> bool:
    """Tell whether the test scores of a network to compare with are unknown; offer to open them."""
    if session.state(Vault).is_open(network.identity):
        return False
    with st.container(border=True):
        st.markdown(
            f"**The test images are sealed for {plain(run.title)}.** "
            "Its scores on them count as another "
            "look: they are shown beside this network's once you open them for it too."
        )
        if st.button(
            "Open the test images for it", key="open_vault_beside", icon=":material/lock_open:"
        ):
            open_test_images(run, network, purpose)
            st.rerun()
    return True


def show_seal(run: RunHandle, network: NetworkCopy) -> bool:
    """Tell whether this network's test scores are still unknown; if so, offer to open them."""
    vault = session.state(Vault)
    if vault.is_open(network.identity):
        return False
    count = len(network.data.test)
    with st.container(border=True):
        st.markdown(
            f"**The {count:,} test images are sealed.** They answer one question, once: how good "
            "is the network that you have *already chosen*? Choose by the validation images. "
            "Whoever looks at the test images and then changes a setting has begun to learn from "
            "them, and their answer becomes too good to be true."
        )
        seen = vault.networks_seen(run.config.dataset)
        st.caption(
            "You have not opened them yet."
            if not seen
            else f"You have opened them for {seen} network{'s' if seen > 1 else ''} so far; "
            "each opening stands in the vault."
        )
        if st.button(
            "Open the test images", key="open_vault", type="primary", icon=":material/lock_open:"
        ):
            open_test_images(run, network, "a look at the scores")
            st.rerun()
    return True


def show(evaluated: EvaluatedNetwork) -> None:
    """Show the log of openings, what they cost, and the simulator."""
    _show_openings(evaluated.run.config.dataset)
    _show_cost(evaluated)
    _show_simulator(evaluated)


def _show_openings(dataset: str) -> None:
    """List the openings, and say what the best of so many networks owes to chance."""
    vault = session.state(Vault)
    st.subheader("Who opened the test images", anchor=False)
    if vault.openings:
        st.dataframe(
            openings_table(vault.openings),
            hide_index=True,
            key="openings",
            column_config={
                "Right": st.column_config.NumberColumn(format="localized"),
                "Images": st.column_config.NumberColumn(format="localized"),
                "Accuracy": st.column_config.NumberColumn(format="%.2f %%"),
            },
        )
    else:
        st.caption("Nobody yet. Training and choosing look at the validation images only.")
    seen = vault.networks_seen(dataset)
    if seen:
        last = [opening for opening in vault.openings if opening.config.dataset == dataset][-1]
        bias = expected_selection_bias(seen, last.correct / last.count, last.count)
        takeaway(
            f"**{seen} network{'s' if seen > 1 else ''}** judged by the test images of "
            f"{plain(dataset_spec(dataset).title)}. "
            + (
                f"The best of {seen} equally good networks looks **{100 * bias:.2f} points** "
                f"better than it is, by chance alone: so much can {last.count:,} images be wrong."
                if seen > 1
                else "With a single one, its own score is still an honest estimate. From the "
                "second on, the best of them looks better than it is."
            )
        )


def _show_cost(evaluated: EvaluatedNetwork) -> None:
    """Draw what choosing by the test images costs, for scores like this network's."""
    dataset, accuracy = evaluated.run.config.dataset, evaluated.evaluation.accuracy
    count, seen = len(evaluated.network.data.test), session.state(Vault).networks_seen(dataset)
    st.altair_chart(
        selection_bias_figure(accuracy, count, seen),
        key="selection_bias",
        alt="By how much the best of several equally good networks looks better than it is",
    )
    st.caption(
        f"Networks that all read {percent(accuracy)} of such images, judged by the same "
        f"{count:,} test images: the more you try, the better the best of them looks, though none "
        "is better."
        + (f" Orange: where you are, {seen} so far." if seen else " You have tried none so far.")
    )


def _show_simulator(evaluated: EvaluatedNetwork) -> None:
    """Tune a network by its test images on request, and show what that is worth."""
    st.subheader("What peeking does", anchor=False)
    st.markdown(
        "Tune on 200 test images: change the last layer by chance, a thousand times, and keep "
        "each change that does not lower accuracy on these 200. Their accuracy cannot fall. Then "
        "look at the test images that were never asked."
    )
    network = evaluated.network
    found = network.known("peeking")
    if found is None or not session.state(Vault).is_open(network.identity):
        st.caption("This opens the test images, and is written into the vault.")
        if st.button("Tune by peeking", key="peek", icon=":material/visibility:"):
            open_test_images(evaluated.run, network, "tuning by peeking")
            _peek(evaluated)
            st.rerun()
        return
    _show_what_peeking_did(found, evaluated)
    show_source(tune_by_peeking)


def _show_what_peeking_did(found: Peeking, evaluated: EvaluatedNetwork) -> None:
    figure, words = st.columns([2, 1], gap="large")
    with figure:
        st.altair_chart(
            peeking_figure(found),
            key="peeking",
            alt="Accuracy on the images tuned on, and on fresh ones, over the tries",
        )
    with words:
        tuned, fresh = found.tuned / found.tuned_count, found.fresh / found.fresh_count
        takeaway(
            f"On the {found.tuned_count} images: from {percent(tuned[0])} to "
            f"**{percent_of(int(found.tuned[-1]), found.tuned_count)}**. On fresh ones: from "
            f"{percent(fresh[0])} to **{percent_of(int(found.fresh[-1]), found.fresh_count)}**. "
            f"The score that was tuned by is now **{100 * (tuned[-1] - fresh[-1]):.1f} points** "
            f"above that on fresh images; before tuning they were "
            f"{100 * abs(tuned[0] - fresh[0]):.1f} points apart, by chance."
        )
        st.caption(
            f"Nothing was learned about {evaluated.spec.nouns}. The changes only had to please "
            "these few, so their "
            "score no longer says how good the network is. Trying learning rates, sizes and seeds "
            "until a score looks good does the same, only more slowly. The run itself stays as it "
            "is."
        )


def _peek(evaluated: EvaluatedNetwork) -> None:
    network = evaluated.network
    test = network.split("test", session.state(Vault))
    output = output_layer(network.model)
    with progress("Tuning by peeking", "peeking") as show_progress:
        features = last_hidden_layer(
            network.model,
            test.images,
            network.data.standardization,
            on_progress=lambda fraction: show_progress(fraction / 2),
        )
        network.once(
            "peeking",
            lambda: tune_by_peeking(
                features,
                test.labels,
                output.weight.detach().numpy(),
                output.bias.detach().numpy(),
                on_progress=lambda fraction: show_progress((1 + fraction) / 2),
            ),
        )
