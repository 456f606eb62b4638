"""From a message to what it means: language, intents, stage, references, values. Pure, no model call, a few ms."""

from agent.understanding.message import understand
from agent.understanding.model import IntentModel
from agent.understanding.understood import Critique, DateSpan, Entity, Intent, Reference, Understanding

__all__ = ["Critique", "DateSpan", "Entity", "Intent", "IntentModel", "Reference", "Understanding", "understand"]
