"""The one way in: `understand` a message in its conversation."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING
from unicodedata import normalize

import wire
from agent.understanding import agreement, critiques, dates, identifiers, mood, negations, numbers, options, people
from agent.understanding.entities import read_entities
from agent.understanding.intents import read_intents
from agent.understanding.languages import read_language
from agent.understanding.model import IntentModel
from agent.understanding.references import read_references
from agent.understanding.scene import Scene
from agent.understanding.stage import NOTHING_LATELY, Lately, read_stage
from agent.understanding.taxonomy import ABOUT_PRODUCTS, family
from agent.understanding.understood import Reference, Understanding
from retrieval.filters import Filters
from retrieval.need import Need

if TYPE_CHECKING:
    from retrieval.vocabulary import Vocabulary

LONGEST_READ = 2_000
"""Characters; what follows is not read for meaning, and the time of a turn stays bounded."""
_CALLS_FOR_NEED = ABOUT_PRODUCTS | {"cart_add", "offers", "exchange_item"}


def understand(
    text: str,
    *,
    vocabulary: "Vocabulary | None",
    dialogue: Scene,
    page: wire.Context | None = None,
    intents: IntentModel,
    today: date | None = None,
    called: str | None = None,
    lately: Lately = NOTHING_LATELY,
) -> Understanding:
    """Read everything a message says; without a vocabulary products are not read and `need` is `None`.

    `called` is the message with "this one" in place of each product's name: what is wanted of them does not hang on
    what they are called. `lately` is what the shopper did in the shop before, as far as that may be used.
    """
    text = normalize("NFKC", text).strip()[:LONGEST_READ]  # full-width signs and digits are read like plain ones
    mended = intents.mended(text)
    heard = _heard(text, mended, usual=dialogue.language, today=today or datetime.now(UTC).date())
    need = _need(text, vocabulary)
    said = read_intents(
        text if called is None else called,
        model=intents,
        scene=dialogue,
        need=need,
        yes_no=heard.yes_no,
        order_ids=heard.order_ids,
        critiqued=bool(heard.critiques),
        foreign=heard.foreign is not None,
    )
    names = {intent.name for intent in said.intents}
    meant = replace(
        heard,
        intents=said.intents,
        said_intents=said.in_order,
        stage=read_stage(
            names, compared=bool(dialogue.compared), after_sale_talk=dialogue.last_list == "orders", lately=lately
        ),
        need=need if names & _CALLS_FOR_NEED else None,
        references=_pointed((text, mended), heard, names, dialogue, page),
        out_of_scope=said.out_of_scope,
        abstain=said.abstain,
        abuse=max(heard.abuse, said.abuse),
    )
    wanted = not _supports(names) or bool(names & _CALLS_FOR_NEED)
    return replace(meant, entities=read_entities(text, meant, need=need, shops=wanted))


def _heard(text: str, mended: str, *, usual: str | None, today: date) -> Understanding:
    """All that the words alone say, whatever is wanted."""
    language = read_language(text, usual=usual)
    order_ids = identifiers.read_order_ids(text)
    critiqued = critiques.read_critiques(text) or critiques.read_critiques(mended)
    return Understanding(
        language=language.language,
        mixed=language.mixed,
        foreign=language.foreign,
        intents=(),
        order_ids=order_ids,
        emails=identifiers.read_emails(text),
        postcode=identifiers.read_postcode(text, order_ids=order_ids),
        dates=dates.read_dates(text, today=today),
        quantity=numbers.read_quantity(text),
        options=options.read_options(text),
        recipient=people.read_recipient(text),
        occasion=people.read_occasion(text),
        critique=critiqued[0] if critiqued else None,
        critiques=critiqued,
        yes_no=agreement.read_yes_no(text),
        negations=negations.read_negations(text),
        frustration=mood.read_frustration(text),
        abuse=mood.read_abuse(text),
    )


def _pointed(
    texts: tuple[str, str], heard: Understanding, names: set[str], scene: Scene, page: wire.Context | None
) -> tuple[Reference, ...]:
    """What the message points at as it was written; where that is nothing certain, what the mended one points at."""
    read = [_references(text, heard, names, scene, page) for text in dict.fromkeys(texts)]
    certain = [found for found in read if any(one.kind != "product_on_screen" for one in found)]
    return certain[0] if certain else read[0]


def _references(
    text: str, heard: Understanding, names: set[str], scene: Scene, page: wire.Context | None
) -> tuple[Reference, ...]:
    return read_references(
        text,
        scene=scene,
        order_ids=heard.order_ids,
        page_product=page.product_id if page else None,
        shops=any(family(name) == "shopping" for name in names) or heard.yes_no is not None,
        supports=_supports(names),
    )


def _supports(names: set[str]) -> bool:
    return any(family(name) == "support" for name in names)


def _need(text: str, vocabulary: "Vocabulary | None") -> Need | None:
    if vocabulary is None:
        return None
    from retrieval.query import read_query

    return read_query(text, vocabulary, base=Filters())
