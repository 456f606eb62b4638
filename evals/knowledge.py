"""`aisle eval knowledge`: questions for the shop's documents, answered with the right passage or honestly not at all.

Data: JSONL of `{id, part, question, language, passages}`; `passages` are the ones that answer, as `document:position`
(none: the documents do not answer), `part` is `dev` (thresholds were set on it) or `held_out`. Left out: the
questions written here, on the demo shop's documents. The tool is asked as the agent asks it.
"""

import json
import tempfile
from dataclasses import dataclass
from pathlib import Path

from evals.grounding import share_of
from evals.result import EvalResult, Metric, stopwatch
from jobs.index import index_passages
from retrieval.embed import Embedder, open_embedder
from shop.database import Database, upsert
from shop.demo.documents import load_documents
from shop.errors import Invalid, Unavailable
from shop.settings import Settings
from tools.context import Principal, ShopContext
from tools.retrieval_port import LocalRetrieval
from tools.run import run_tool

OWN_CASES = Path(__file__).parent / "cases" / "knowledge.jsonl"


@dataclass(frozen=True)
class Case:
    id: str
    part: str
    question: str
    language: str
    passages: tuple[str, ...]


@dataclass(frozen=True)
class Judged:
    case: Case
    cited: tuple[str, ...]
    """As `document:position`, the first one first."""

    @property
    def right(self) -> bool:
        if not self.case.passages:
            return not self.cited
        return bool(self.cited) and self.cited[0] in self.case.passages


def run(data: Path | None = None) -> EvalResult:
    path = data or OWN_CASES
    cases = read_cases(path)
    with tempfile.TemporaryDirectory() as folder, stopwatch() as taken:
        judged = _ask_all(cases, Path(folder))
    metrics = {"answered_right": _share(judged, answerable=True), "abstained_right": _share(judged, answerable=False)}
    for part in sorted({case.part for case in cases}):
        of_part = [each for each in judged if each.case.part == part]
        metrics[f"answered_right_{part}"] = _share(of_part, answerable=True)
        metrics[f"abstained_right_{part}"] = _share(of_part, answerable=False)
    counts = {answerable: sum(bool(case.passages) == answerable for case in cases) for answerable in (True, False)}
    return EvalResult(
        name="knowledge",
        data=str(path),
        n=len(cases),
        seconds=taken.seconds,
        metrics=metrics,
        cases=tuple(_record(each) for each in judged if not each.right),
        notes=(f"{counts[True]} answerable, {counts[False]} not; right: the first passage cited is one that answers.",),
    )


def read_cases(path: Path) -> list[Case]:
    """Raises `Invalid`, with the line, for what is no case."""
    cases: list[Case] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            told = json.loads(line)
            passages = tuple(str(each) for each in told["passages"])
            part = str(told.get("part", "held_out"))
            cases.append(Case(str(told.get("id", number)), part, str(told["question"]), told["language"], passages))
        except (json.JSONDecodeError, KeyError, TypeError) as error:
            raise Invalid(f"{path} line {number} is no case: {error!r}") from error
    return cases


def _ask_all(cases: list[Case], folder: Path) -> list[Judged]:
    settings = Settings(_env_file=None, data_dir=folder)
    database = Database(settings.database)
    database.migrate()
    with database.writing() as session:
        upsert(session, load_documents())
    index_passages(database, settings, _embedder(settings))
    retrieval = LocalRetrieval(database, settings)
    try:
        return [Judged(case, _cited(case, database, retrieval)) for case in cases]
    finally:
        database.close()


def _embedder(settings: Settings) -> Embedder | None:
    try:
        return open_embedder(settings.embedder, settings)
    except Unavailable:
        return None


def _cited(case: Case, database: Database, retrieval: LocalRetrieval) -> tuple[str, ...]:
    context = ShopContext(Principal("g-eval"), database, retrieval, language=case.language)
    _, result = run_tool("answer_policy", {"question": case.question}, context)
    return tuple(citation.id.replace(f":{case.language}:", ":") for citation in result.citations)


def _share(judged: list[Judged], *, answerable: bool) -> Metric:
    return share_of([each.right for each in judged if bool(each.case.passages) == answerable])


def _record(judged: Judged) -> dict[str, object]:
    case = judged.case
    return {"id": case.id, "question": case.question, "expected": case.passages, "cited": judged.cited}
