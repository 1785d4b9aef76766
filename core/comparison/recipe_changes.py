"""What of a recipe somebody has changed, in words."""

from __future__ import annotations

from core.comparison.settings import differing_settings, settings_of
from core.config import TrainConfig
from core.models import MODELS
from core.recipes import RECIPES, fit_to_dataset
from core.setting_words import title_in_words, value_in_words


def changes_from(recipe: str, config: TrainConfig) -> list[str]:
    """Write what of a recipe was changed: "learning rate 0.5 instead of 0.1".

    Nothing for the recipe as it is, on whatever data set. Options of another
    architecture than the recipe's are left out: the changed architecture says it already.

    Parameters
    ----------
    recipe : str
        A key of `RECIPES`.
    config : TrainConfig
        The settings that began as the recipe.
    """
    original = fit_to_dataset(RECIPES[recipe].config, config.dataset)
    new, old = settings_of(config), settings_of(original)
    options = MODELS[config.model].options
    said = []
    for name in differing_settings([config, original]):
        if name in new and name in old:
            title = title_in_words(name, options)
            before, after = (value_in_words(name, values[name]) for values in (old, new))
            # Equally many corrected labels, but others.
            said.append(f"{title} {after}" + f" instead of {before}" * (before != after))
    return said
