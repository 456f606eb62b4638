"""Brains by name: `offline`, or `openai:<model>` for any OpenAI-compatible server."""

from collections.abc import Callable

from agent.brains import Brain
from shop.catalog import Outline
from shop.errors import Invalid
from shop.settings import Settings


def brain_named(settings: Settings, *, offline: Brain, outline: Callable[[], Outline] | None = None) -> Brain:
    """The brain that `settings.brain` asks for; `outline` tells a model what is on the shelves.

    Raises:
        Invalid: If the name is of no known form, or a budget is set that could not be kept.
    """
    kind, _, model = settings.brain.partition(":")
    if kind == "offline" and not model:
        return offline
    if kind == "openai" and model:
        from agent.brains.openai import OpenAIBrain

        return OpenAIBrain(settings, model, outline=outline)
    raise Invalid(f"AISLE_BRAIN={settings.brain!r}: write `offline` or `openai:<model>`.")
