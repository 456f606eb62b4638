"""From the message to a turn that is understood: language, intents, references, and the wishes now in force."""

from dataclasses import replace
from typing import TYPE_CHECKING

from agent.dialogue import DialogueState
from agent.needs import settled_wants
from agent.turn import Turn
from agent.understanding import IntentModel, Understanding, understand
from shop.errors import Unavailable
from tools.retrieval_port import Retrieval

if TYPE_CHECKING:
    from retrieval.embed import Embedder
    from retrieval.vocabulary import Vocabulary


class Reader:
    """Holds what understanding needs and is slow to load: the intent model, the catalogue's vocabulary."""

    def __init__(self, retrieval: Retrieval, *, intents: IntentModel | None = None) -> None:
        self._retrieval = retrieval
        self._intents = intents

    def warm(self) -> None:
        self.intents.score("hello")
        self.vocabulary()

    @property
    def intents(self) -> IntentModel:
        if self._intents is None:
            self._intents = IntentModel.load(embedder=self._embedder())
        return self._intents

    def _embedder(self) -> "Embedder | None":
        """Search's own, so that its weights are in memory once; without it word pieces alone decide."""
        try:
            return self._retrieval.searcher.embedder
        except Unavailable:
            return None

    def vocabulary(self) -> "Vocabulary | None":
        """`None` without a search index: intents are still understood, products are not."""
        try:
            return self._retrieval.searcher.vocabulary
        except Unavailable:
            return None

    def read(self, turn: Turn) -> Turn:
        if turn.pressed is not None:
            return turn
        understanding = self._understand(turn)
        dialogue = turn.dialogue.model_copy(
            update={"wants": settled_wants(turn.dialogue, understanding, text=turn.text), **_begun_anew(understanding)}
        )
        return replace(turn, language=understanding.language, understanding=understanding, dialogue=dialogue)

    def _understand(self, turn: Turn) -> Understanding:
        return understand(
            turn.text, vocabulary=self.vocabulary(), dialogue=turn.dialogue, page=turn.page, intents=self.intents
        )


def _begun_anew(understanding: Understanding) -> dict[str, object]:
    """`start over` forgets what was on screen, not what is true of orders and proposals."""
    if not any(intent.name == "start_over" for intent in understanding.intents):
        return {}
    fresh = DialogueState()
    return {name: getattr(fresh, name) for name in ("slates", "compared", "focus_product", "task")}
