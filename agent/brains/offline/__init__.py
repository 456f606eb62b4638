"""The brain that needs no key: understanding → flows → tool calls → sentences from templates, facts from tools only."""

from collections.abc import AsyncGenerator, Sequence

from agent.brains.offline.compose import composed
from agent.brains.offline.plan import planned
from agent.brains.offline.replay import Said, replay
from agent.brains.offline.view import View
from agent.turn import Close, Mended, Move, Turn
