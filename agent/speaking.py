"""What leaves for the shopper: a draft goes in piece by piece, checked sentences come out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import wire
from agent.brains import Brain
from agent.grounding.evidence import Evidence
from agent.grounding.gate import judge
from agent.grounding.plain import plainly
from agent.grounding.sentences import all_sentences, complete_sentences
from agent.turn import Turn

Emit = Callable[[str], None]


@dataclass
class Speaker:
    """Sentence by sentence: what holds leaves at once; from the first fault on, the rest waits for `finish`.

    The first sentence of a step waits until it is clear that no tool call follows it: "let me look" is no answer,
    and cards come before words.
    """

    emit: Emit
    said: str = ""
    language: str = "en"
    decisions: list[wire.GateDecision] = field(default_factory=list)
    _draft: str = ""
    _held: list[str] = field(default_factory=list)
    _opening: str | None = None
    _opened: bool = False
    evidence_of: Callable[[Turn], Evidence] = Evidence.of_turn

    @property
    def heard(self) -> bool:
        """Whether the brain has said anything, sent or not."""
        return bool(self.said or self._held or self._opening or self._draft.strip())

    def hear(self, piece: str, turn: Turn) -> None:
        self._draft += piece
        sentences, self._draft = complete_sentences(self._draft)
        for sentence in sentences:
            self._take(sentence, turn)

    def _take(self, sentence: str, turn: Turn) -> None:
        if not self._opened and self._opening is None and not self.said:
            self._opening = sentence
            return
        self._open(turn)
        self._judge(sentence, turn)

    def _open(self, turn: Turn) -> None:
        opening, self._opening, self._opened = self._opening, None, True
        if opening:
            self._judge(opening, turn)

    def _judge(self, sentence: str, turn: Turn) -> None:
        if self._held or judge(sentence, self._evidence(turn)):
            self._held.append(sentence)
        else:
            self._say(sentence, "passed")

    def _evidence(self, turn: Turn) -> Evidence:
        return self.evidence_of(turn).after(self.said)

    def _say(self, sentence: str, verdict: str, faults: Sequence[str] = ()) -> None:
        decision: dict[str, Any] = {"sentence": sentence.strip(), "verdict": verdict, "faults": list(faults)}
        self.decisions.append(wire.GateDecision.model_validate(decision))
        if verdict != "withheld":
            self.emit(sentence)
            self.said += sentence

    def drop_opening(self) -> None:
        """A tool call follows: what was begun is no answer."""
        self._opening, self._draft, self._opened = None, "", False
        self._held.clear()

    def end_step(self, turn: Turn) -> None:
        """The brain has finished its draft."""
        rest, self._draft = self._draft, ""
        if rest.strip():
            self._take(rest, turn)
        self._open(turn)

    def drop_unfinished(self) -> None:
        """What was begun and not ended is no sentence; it stays only if there is nothing else."""
        if self.said or self._held or self._opening:
            self._draft = ""

    async def finish(self, turn: Turn, brain: Brain) -> None:
        """Settle what was held: what holds by now passes, what does not is mended once or said plainly."""
        self.end_step(turn)
        held, self._held = self._held, []
        while held and not judge(held[0], self._evidence(turn)):
            self._say(held.pop(0), "passed")
        if held:
            await self._settle(held, turn, brain)
        if not self.said.strip():
            self._say(plainly(self._evidence(turn), "", self.language, last_resort=True), "replaced", ["nothing held"])

    async def _settle(self, held: list[str], turn: Turn, brain: Brain) -> None:
        evidence = self._evidence(turn)
        faults = list(dict.fromkeys(fault for sentence in held for fault in judge(sentence, evidence)))
        mended = (await brain.repair(turn, "".join(held), faults)).text
        for sentence in all_sentences(mended) if mended else held:
            still = judge(sentence, self._evidence(turn))
            if still:
                self._replace(sentence, still, turn)
            else:
                self._say(sentence, "repaired" if mended else "passed", faults if mended else ())

    def _replace(self, sentence: str, faults: Sequence[str], turn: Turn) -> None:
        plain = plainly(self._evidence(turn), sentence, self.language)
        if plain and plain not in self.said:
            self._say(f"{plain} ", "replaced", faults)
        else:
            self._say(sentence, "withheld", faults)
