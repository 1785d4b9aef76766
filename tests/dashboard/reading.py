"""Reading what a page shows as HTML of its own."""

import base64
import json
import re

import numpy as np

from dashboard.server.resources import shared_results
from dashboard.visitor.network_copy import NetworkCopy


def table_cells(dashboard, alt: str) -> list[str]:
    """The cells of a plain table, row by row, found by what it is said to show."""
    bodies = [element.proto.body for element in dashboard.app.get("html")]
    return cells_below_header(next(text for text in bodies if alt in text))


def cells_below_header(table: str) -> list[str]:
    """The cells of a plain table's HTML, row by row, with the names of the rows."""
    _, below = table.split("</tr>", 1)
    return re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", below)


def known_names(copy: NetworkCopy) -> set:
    """The names under which something of a network is kept."""
    return {key[1] for key in shared_results()._results if key[0] == copy.key}


def unpacked(packed: dict) -> np.ndarray:
    """An array that was sent to the browser as base64 of its float32 numbers."""
    data = base64.b64decode(packed["data"])
    return np.frombuffer(data, "<f4").reshape(packed["shape"])


def component_data(dashboard) -> list[dict]:
    """What the page sends to its own components, in their order."""
    return [json.loads(element.proto.json) for element in dashboard.app.get("bidi_component")]
