"""Handing settings on: a link, a teacher's link, and a picture of it for a phone."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlencode, urlsplit, urlunsplit

import segno
import streamlit as st

from core.config import TrainConfig
from core.errors import ConfigError
from core.links import config_to_query
from core.settings import SETTINGS
from dashboard.in_words import dialog, in_words
from dashboard.page_list import HOME, PAGES
from dashboard.plain_text import plain
from dashboard.visitor import session
from dashboard.visitor.arrival import WORKSPACE
from dashboard.visitor.assignment import (
    MAX_INSTRUCTION_CHARACTERS,
    Assignment,
    current,
    hideable,
)
from dashboard.visitor.reachable import reachable

MAX_WRAPPED_CHARACTERS = 400
# A camera needs some pixels for each square of the picture.
BORDER_SQUARES, PIXELS_PER_SQUARE, MIN_PICTURE_PIXELS = 4, 4, 220


def hideable_controls() -> dict[str, str]:
    """List what a teacher may take away, by name with its title: all settings, and some more."""
    settings = {name: setting.title for name, setting in SETTINGS.items() if name != "corrections"}
    return {"recipe": "Recipe"} | settings | {"code": "The code", "share": "Sharing"}


def link_to(address: str, query: Mapping[str, str], page: str = "train") -> str:
    """Write the address that opens a page with some settings.

    Parameters
    ----------
    address : str
        Of any page of this dashboard; what stands behind its path is left out, so that
        nobody hands on a workspace by accident.
    query : mapping
        What the link carries.
    page : str
        The last part of the page's address.

    Returns
    -------
    str
        The whole address.
    """
    scheme, host, path, _, _ = urlsplit(address)
    last = "" if page == HOME else page  # Home is where the path ends.
    folder = path.rstrip("/").rpartition("/")[0]
    return urlunsplit((scheme, host, f"{folder}/{last}", urlencode(query), ""))


@lru_cache(maxsize=100)  # A third of what it takes to draw Sketch.
def _picture_of(link: str) -> tuple[bytes, int]:
    """Draw a link as a QR code: a PNG of some kilobytes, and how many squares wide it is."""
    picture, code = io.BytesIO(), segno.make(link, error="l")
    code.save(picture, kind="png", scale=4, border=BORDER_SQUARES)
    return picture.getvalue(), int(code.symbol_size(border=BORDER_SQUARES)[0])


def show_address(
    query: Mapping[str, str], page: str, *, key: str, too_long: str = "Too long for a picture."
) -> None:
    """Show a link to copy, and as a picture for a phone's camera, with an address for others.

    Parameters
    ----------
    query : mapping
        What the link carries.
    page : str
        Which page it opens.
    key : str
        Tells its widgets from those of another link.
    too_long : str
        What is said where a picture has no room for it.
    """
    found = reachable()
    if not found.addresses:
        st.code(link_to(st.context.url or "", query, page), None, wrap_lines=True)
        st.caption(f"Only this computer finds itself under this address. {plain(found.why_not)}")
        return
    address = found.addresses[0]
    if len(found.addresses) > 1:
        address = st.selectbox(
            "This computer's address in the network",
            found.addresses,
            key=f"{key}_network",
            format_func=lambda one: urlsplit(one).hostname,
            help="It is in several networks. The first is the one toward the internet.",
        )
    link = link_to(address, query, page)
    # A long one in a single line, or there would be nothing else to see.
    st.code(link, None, wrap_lines=len(link) <= MAX_WRAPPED_CHARACTERS)
    try:
        picture, squares = _picture_of(link)
    except segno.DataOverflowError:
        st.caption(too_long)
    else:
        width = max(MIN_PICTURE_PIXELS, squares * PIXELS_PER_SQUARE)
        st.image(picture, caption="For a phone's camera", width=width)
    if found.is_of_machine:
        st.caption(
            f"For devices in the same network as this computer ({plain(urlsplit(link).hostname)}). "
            "If they cannot open it, this computer's firewall, or a guest network, keeps them out."
        )


def _choose_assignment(key: str) -> Assignment | None:
    """Let a teacher fix the page, take controls away and say what to do."""
    if not st.toggle(
        "For a class",
        key=f"{key}_class",
        help="The link then opens one page only, without the controls that you hide, and "
        "with your instruction above it. Who knows how can still reach the rest.",
    ):
        return None
    page = st.selectbox(
        "The only page",
        list(PAGES),
        index=list(PAGES).index("train"),
        key=f"{key}_only",
        format_func=lambda name: PAGES[name].title,
    )
    controls = hideable_controls()
    hidden = st.multiselect(
        "Hide",
        list(controls),
        key=f"{key}_hide",
        format_func=controls.__getitem__,
        placeholder="Nothing",
    )
    say = st.text_area(
        "Instruction",
        key=f"{key}_say",
        max_chars=MAX_INSTRUCTION_CHARACTERS,
        placeholder="Find the learning rate at which it no longer learns.",
    )
    return Assignment(page, frozenset(hidden), say.strip())


@dataclass(eq=False)
class OpenWindow:
    """Which link is shown above the page in this browser tab, and at which opening of the page."""

    key: str = ""
    opened: int = -1


def _open(key: str) -> None:
    tab = session.tab()
    shown = tab.state(OpenWindow)
    shown.key, shown.opened = key, tab.opened


def _close() -> None:
    session.tab().state(OpenWindow).key = ""


def show_button(title: str, show: Callable[[], None], *, key: str, icon: str = "share") -> None:
    """Offer a window above the page: what hangs below a button may have no room there.

    Parameters
    ----------
    title : str
        Of the button and of the window.
    show : callable
        Draws what stands in it.
    key : str
        Tells it from the others on the page.
    icon : str
        A Material symbol.
    """
    st.button(
        title, key=f"{key}_open", icon=f":material/{icon}:", on_click=in_words(_open), args=(key,)
    )
    tab = session.tab()
    shown = tab.state(OpenWindow)
    if (shown.key, shown.opened) == (key, tab.opened):
        dialog(title, width="medium", on_dismiss=in_words(_close))(show)()


@hideable("share")
def show_link(config: TrainConfig, *, key: str) -> None:
    """Offer the link to some settings.

    Parameters
    ----------
    config : TrainConfig
        The settings.
    key : str
        Tells its widgets from those of another link.
    """

    def show() -> None:
        try:
            query = config_to_query(config)
        except ConfigError as error:
            st.warning(f"These settings do not fit into a link: {plain(error)}")
            return
        assignment = _choose_assignment(key)
        page = "train" if assignment is None else assignment.page
        st.caption(
            f"Opens {PAGES[page].title} with these settings. Your runs and drawings stay with you."
        )
        if assignment is not None:
            query |= assignment.to_query()
        show_address(
            query, page, key=key, too_long="Too long for a picture: shorten the instruction."
        )

    show_button("Share these settings", show, key=key)


@hideable("share")
def show_phone_link() -> None:
    """Offer the way to draw on a phone for the network that was trained here."""

    def show() -> None:
        st.caption(
            "Opens this page with your runs: draw there, and your network reads it. The phone asks "
            "once; press Join it. Whoever has this link has your runs, so keep it to yourself."
        )
        query = {WORKSPACE: session.visitor().workspace}
        if (task := current()) is not None:
            query |= task.to_query()
        show_address(query, "sketch", key="phone")

    show_button("Draw on your phone", show, key="phone", icon="smartphone")
