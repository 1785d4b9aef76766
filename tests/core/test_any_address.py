"""Whatever an address says of a configuration, it is one, or the setting is named."""

import json

from hypothesis import given
from hypothesis import strategies as st

from core.config import TrainConfig
from core.errors import ConfigError
from core.links import LINK_FIELDS, config_from_query, config_to_query
from core.recipes import RECIPES
from tests.any_input import JSON_VALUES, NUMBERS, TEXTS, altered, nested, outcome_of

USUAL = TrainConfig().to_dict() | {
    "model_options": {"hidden_sizes": [7, 5]},
    "corrections": [[3, 7], [4, None]],
}
DIGITS = st.integers(0, 5_000).map(lambda count: "9" * count)
VALUES = (NUMBERS | JSON_VALUES).map(json.dumps) | TEXTS | DIGITS
DEEP = st.integers(0, 2_000).map(nested)
RECIPE_QUERIES = st.sampled_from([config_to_query(recipe.config) for recipe in RECIPES.values()])


@st.composite
def queries(draw: st.DrawFn) -> dict[str, str]:
    """A recipe's link in which a few values are others, nearly right ones among them."""
    query = dict(draw(RECIPE_QUERIES))
    for name in draw(st.lists(st.sampled_from(LINK_FIELDS) | TEXTS, max_size=3)):
        nearly = altered(USUAL.get(name)).map(json.dumps)
        query[name] = draw(VALUES | DEEP | nearly | st.just(json.dumps(USUAL.get(name))))
    return query


@given(queries())
def test_any_address_is_a_configuration_or_explained(query):
    found = outcome_of(lambda: config_from_query(query), ConfigError, megabytes=16)
    if isinstance(found, TrainConfig):
        again = outcome_of(lambda: config_to_query(found), ConfigError, megabytes=16)
        if isinstance(again, dict):
            assert (config_from_query(again) or TrainConfig()) == found
