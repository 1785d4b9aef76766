"""Whatever an address says of an assignment, it is one within its limits, or there is none."""

from hypothesis import given
from hypothesis import strategies as st

from dashboard.page_list import PAGES
from dashboard.visitor.assignment import (
    HIDE,
    MAX_HIDDEN,
    MAX_INSTRUCTION_CHARACTERS,
    ONLY,
    SAY,
    Assignment,
)
from tests.any_input import TEXTS, outcome_of

LONG_TEXTS = st.builds(lambda text, times: text * times, TEXTS, st.integers(1, 5_000))
CONTROLS = st.lists(TEXTS | st.sampled_from(["epochs", "code", "a\n", "A", ""])).map(",".join)
VALUES = TEXTS | LONG_TEXTS | CONTROLS | st.sampled_from(list(PAGES))
QUERIES = st.fixed_dictionaries(
    {ONLY: st.sampled_from(list(PAGES)) | VALUES},
    optional={HIDE: CONTROLS | VALUES, SAY: VALUES, "epochs": VALUES},
)


@given(QUERIES)
def test_any_address_is_an_assignment_or_an_ordinary_link(query):
    found = outcome_of(lambda: Assignment.from_query(query), (), megabytes=16)
    assert found is None or isinstance(found, Assignment)
    assert (found is None) == (query[ONLY] not in PAGES)
    if found is not None:
        assert len(found.hidden) <= MAX_HIDDEN
        assert len(found.instruction) <= MAX_INSTRUCTION_CHARACTERS
        assert Assignment.from_query(found.to_query()) == found
