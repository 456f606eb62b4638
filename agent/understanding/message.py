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
from agent.understanding.stage import read_stage
from agent.understanding.taxonomy import ABOUT_PRODUCTS, family
from agent.understanding.understood import Understanding
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
) -> Understanding:
    """Read everything a message says; without a vocabulary products are not read and `need` is `None`.

    `called` is the message with "this one" in place of each product's name: what is wanted of them does not hang on
    what they are called.
    """
    text = normalize("NFKC", text).strip()[:LONGEST_READ]  # full-width signs and digits are read like plain ones
    language = read_language(text, usual=dialogue.language)
    yes_no = agreement.read_yes_no(text)
    order_ids = identifiers.read_order_ids(text)
    critiqued = critiques.read_critiques(text)
    need = _need(text, vocabulary)
    said = read_intents(
        text if called is None else called,
        model=intents,
        scene=dialogue,
        need=need,
        yes_no=yes_no,
        order_ids=order_ids,
        critiqued=bool(critiqued),
        foreign=language.foreign is not None,
    )
    names = {intent.name for intent in said.intents}
    supports = any(family(name) == "support" for name in names)
    understood = Understanding(
        language=language.language,
        mixed=language.mixed,
        foreign=language.foreign,
        intents=said.intents,
        said_intents=said.in_order,
        stage=read_stage(names, compared=bool(dialogue.compared), after_sale_talk=dialogue.last_list == "orders"),
        need=need if names & _CALLS_FOR_NEED else None,
        references=read_references(
            text,
            scene=dialogue,
            order_ids=order_ids,
            page_product=page.product_id if page else None,
            shops=any(family(name) == "shopping" for name in names) or yes_no is not None,
            supports=supports,
        ),
        order_ids=order_ids,
        emails=identifiers.read_emails(text),
        postcode=identifiers.read_postcode(text, order_ids=order_ids),
        dates=dates.read_dates(text, today=today or datetime.now(UTC).date()),
        quantity=numbers.read_quantity(text),
        options=options.read_options(text),
        recipient=people.read_recipient(text),
        occasion=people.read_occasion(text),
        critique=critiqued[0] if critiqued else None,
        critiques=critiqued,
        yes_no=yes_no,
        negations=negations.read_negations(text),
        out_of_scope=said.out_of_scope,
        abstain=said.abstain,
        frustration=mood.read_frustration(text),
        abuse=max(mood.read_abuse(text), said.abuse),
    )
    wanted = not supports or bool(names & _CALLS_FOR_NEED)
    return replace(understood, entities=read_entities(text, understood, need=need, shops=wanted))


def _need(text: str, vocabulary: "Vocabulary | None") -> Need | None:
    if vocabulary is None:
        return None
    from retrieval.query import read_query

    return read_query(text, vocabulary, base=Filters())
