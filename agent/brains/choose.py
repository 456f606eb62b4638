"""Brains by name: `offline`, or `openai:<model>` for any OpenAI-compatible server."""

from agent.brains import Brain
from shop.errors import Invalid
from shop.settings import Settings


def brain_named(settings: Settings, *, offline: Brain) -> Brain:
    """The brain that `settings.brain` asks for.

    Raises:
        Invalid: If the name is of no known form.
    """
    kind, _, model = settings.brain.partition(":")
    if kind == "offline" and not model:
        return offline
    if kind == "openai" and model:
        from agent.brains.openai import OpenAIBrain

        return OpenAIBrain(settings, model)
    raise Invalid(f"AISLE_BRAIN={settings.brain!r}: write `offline` or `openai:<model>`.")
