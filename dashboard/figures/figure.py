"""A figure: a Vega-Lite specification that is made once, and rows that change.

While the specification stays the same, the browser only exchanges the rows, and the server does
not write the figure anew at every poll.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import altair as alt
import pandas as pd

# Under this name Streamlit hands the rows to the browser's figure, and exchanges them later.
ROWS = alt.NamedData("source")


@dataclass(frozen=True)
class Figure:
    """A figure for `st.vega_lite_chart`.

    Attributes
    ----------
    rows : DataFrame
        What is drawn.
    spec : dict
        How it is drawn, in Vega-Lite; not to be changed, others share it.
    """

    rows: pd.DataFrame
    spec: dict[str, Any]

    def chart(self) -> alt.TopLevelMixin:
        """Put specification and rows together, for a figure that leaves the page."""
        return alt.Chart.from_dict(
            self.spec | {"datasets": {ROWS.name: self.rows.to_dict(orient="records")}}
        )
