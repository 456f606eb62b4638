"""Several things wanted together: which they are, what they may cost in all, and how later messages change them."""

import re
from dataclasses import dataclass

from agent.dialogue import Bundle, BundlePiece, DialogueState
from agent.understanding import Understanding
from retrieval.asked import kinds_for
from retrieval.need import Need
from retrieval.search import Searcher
from retrieval.tokens import has_han, stem
from retrieval.tokens import words as words_of
from tools.bundle import MOST_PIECES, names_kind, piece_need

_AMOUNT = (
    r"[$€£¥]?\s*(?P<amount>\d[\d,]*(?:\.\d{1,2})?)\s*(?:dollars?|bucks|usd|euros?|eur|yuan|块钱?|元|刀|美元|美金|\$)?"
)
_LIMIT = (
    r"(?:no|not) more than|less than|at most|up to|within|under|below|max(?:imum)?(?: of)?|for|around|about"
    r"|budget(?: of| is)?|total(?: of)?"
)
_TOTAL = (
    r"(?:in total|in all|all ?together|together|altogether|for (?:everything|all(?: of (?:it|them))?"
    r"|the (?:lot|whole (?:set|thing)))"
    r"|overall|all in|max|tops|or less|total)"
)
BUDGET = re.compile(
    rf"(?:\b(?:(?:{_LIMIT})\s+)+(?:\w+\s+)?{_AMOUNT}(?:\s+{_TOTAL})*"
    rf"|{_AMOUNT.replace('amount', 'alone')}\s+{_TOTAL}(?:\s+{_TOTAL})*"
    rf"|(?:一共|总共|总预算|总价|合计|加起来|全部|预算|不超过|控制在|最多)+(?:是|在"
    rf"|大概)?\s*{_AMOUNT.replace('amount', 'han')}(?:以内|之内|以下|左右|内)?"
    rf"|{_AMOUNT.replace('amount', 'within')}(?:以内|之内|以下|左右|内))",
    re.IGNORECASE,
)
TOGETHER = re.compile(
    rf"\b{_TOTAL}\b|\b(?:put together|outfit|kit|bundle|combo|set of|complete set|starter set|full set"
    rf"|a [\w ]{{0,20}}set\b|everything (?:i|we)? ?need)"
    r"|搭配|搭一|配一|一身|一套|全套|套装|装备|一共|总共|总预算|合计|加起来",
    re.IGNORECASE,
)
OPEN_ENDED = re.compile(
    r"\b(?:outfit|kit|gear|bundle|starter (?:set|kit|pack)|full set|complete set|everything (?:i"
    r"|we)? ?need)\b|一身|全套|装备|一套(?!\w*[碗盘茶具床品刀笔])",
    re.IGNORECASE,
)
ALTERNATIVES = re.compile(r"\b(?:or|vs|versus)\b|或者?|还是", re.IGNORECASE)
_PARTS = re.compile(
    r"\s*(?:[,;，、；+]|\b(?:and|plus|as well as|with)\b|&|(?<=[\u4e00-\u9fff])(?:和|与|及|以及|还有|加上|跟"
    r"|再加)(?=[\u4e00-\u9fff]))\s*",
    re.IGNORECASE,
)
_LEAD = re.compile(
    r"^\W*(?:(?:i|we)(?:'d| would)? (?:like|need|want|love|am looking for)|(?:i'm|we're) (?:looking for"
    r"|after)|looking for|get me|give me|find me|show me"
    r"|put together|make me|can you (?:put together|find|make)|please|also|some|an?|the|my|one|two pairs? of"
    r"|pairs? of|and|including|together)\b\s*"
    r"|^(?:我?(?:想要?|要|需要)|帮我|给我|来|买|搭配?|配|找|凑|一?[套身个件双顶条副张把台]|和)+",
    re.IGNORECASE,
)
_REMOVES = re.compile(
    r"\b(?:without|drop|remove|leave out|skip|no|not|forget|don'?t (?:need|want)|take (?:out|away)|minus)\b"
    r"|不要|去掉|不用|拿掉|不需要|去除|删掉|减掉",
    re.IGNORECASE,
)
_ADDS = re.compile(r"\b(?:add|also|plus|and|include|with|as well|too)\b|再加|加[上个一]|还要|再来|也要", re.IGNORECASE)
_OTHER = re.compile(
    r"\b(?:another|other|different|something else|swap|replace|change|exchange|instead)\b|换|别的|另一|其他",
    re.IGNORECASE,
)
_SAVES = re.compile(
    r"\b(?:cheaper|less|too (?:much|expensive)|bring .* down|lower)\b|便宜|太贵|降一?点|省", re.IGNORECASE
)
_CART = re.compile(
    r"\b(?:cart|basket|checkout|check out|order|buy|undo|compare)\b|购物车|结算|下单|比较|对比", re.IGNORECASE
)
HOLDS = frozenset({"cart_add", "cart_view", "checkout", "compare", "explain", "count", "person", "ask_product"})
"""Intents that leave a bundle as it is."""
OPENING = frozenset(
    {
        "manipulation",  # a list with a sum can sound like one; what is read of it are kinds of the catalogue alone
        "find",
        "refine",
        "goes_with",
        "similar",
        "recommend",
        "gift",
        "more",
        "season",
        "out_of_scope",
        "cart_add",
        "availability",
        "price",
    }
)


@dataclass(frozen=True)
class _Said:
    """One part of a list: its words without glue, and the need they are."""

    words: str
    need: Need


def bundled(state: DialogueState, understood: Understanding, *, text: str, searcher: Searcher) -> Bundle | None:
    """The bundle this message begins or changes; `None` if it is about none."""
    if understood.has("compare", "explain", "person", "abuse") or ("?" in text and understood.has("policy")):
        return None
    if state.bundle is not None and state.bundle_on_screen:
        changed = _changed(state.bundle, state, understood, text=text, searcher=searcher)
        if changed is not None:
            return changed
    return _begun(understood, text=text, searcher=searcher)


# Begun ------------------------------------------------------------------------------------------------------


def _begun(understood: Understanding, *, text: str, searcher: Searcher) -> Bundle | None:
    if not understood.has(*OPENING) or ALTERNATIVES.search(text) or _CART.search(text):
        return None
    budget = budget_minor(text)
    theme, listed = _themed(BUDGET.sub(" , ", text))
    parts = [said for part in _PARTS.split(listed) if (said := _piece(part, searcher)) is not None]
    enough = 2 if TOGETHER.search(text) else 3
    if len(parts) >= enough:
        pieces = [BundlePiece(words=said.words) for said in parts][:MOST_PIECES]
        return Bundle(pieces=pieces, budget_minor=budget, about=theme)
    if OPEN_ENDED.search(text) and len(parts) < 2 and (budget is not None or "put together" in text.lower()):
        return _imagined(theme or _theme_words(listed), budget, searcher)
    return None


def _themed(text: str) -> tuple[str, str]:
    """`a coffee set: grinder, beans` is about coffee and lists two things."""
    before, colon, after = re.sub("：", ":", text).partition(":")
    return (_theme_words(before), after) if colon and _PARTS.search(after) else ("", text)


def _theme_words(text: str) -> str:
    plain = OPEN_ENDED.sub(" ", _led(text))
    return " ".join(
        re.sub(r"\b(?:for|a|an|the|set|of|my|me|i|we|need)\b|的|我", " ", plain, flags=re.IGNORECASE).split()
    ).strip(" ,.，。")


def _led(text: str) -> str:
    """Without what leads up to a thing: `I'd like a`, `帮我搭配一套`."""
    while (shorter := _LEAD.sub("", text.strip(), count=1)) != text.strip():
        text = shorter
    return text.strip(" .!?。！？,，")


def _piece(part: str, searcher: Searcher) -> _Said | None:
    words = _led(part)
    if not words or len(words) > 60:
        return None
    need = piece_need(words, searcher.vocabulary)
    return _Said(words, need) if names_kind(need.filters) else None


def _imagined(theme: str, budget: int | None, searcher: Searcher) -> Bundle | None:
    """No things named: the kinds that come up first for what it is for, one of each."""
    if not theme:
        return None
    kinds = kinds_for(searcher, theme, most=4)
    pieces = [BundlePiece(words=kind) for kind in kinds]
    return Bundle(pieces=pieces, budget_minor=budget, about=theme) if len(pieces) > 1 else None


def budget_minor(text: str) -> int | None:
    """What all of it may cost together, in minor units of a currency with two decimals."""
    said = BUDGET.search(text)
    if said is None:
        return None
    amount = next((value for value in said.groupdict().values() if value), None)
    return round(float(amount.replace(",", "")) * 100) if amount else None


# Changed ----------------------------------------------------------------------------------------------------


def _changed(
    bundle: Bundle, state: DialogueState, understood: Understanding, *, text: str, searcher: Searcher
) -> Bundle | None:
    of_the_cart = understood.has("cart_remove") and state.last_list == "cart"
    if (
        _CART.search(text)
        or of_the_cart
        or (understood.has(*HOLDS) and understood.intent.confidence > 0.6 and not _OTHER.search(text))
    ):
        return None
    at = _meant_piece(bundle, understood, text, searcher)
    if at is None:
        return _as_a_whole(bundle, text, searcher)
    if _REMOVES.search(text) and not _OTHER.search(text) and len(bundle.pieces) > 1:
        left = [piece for place, piece in enumerate(bundle.pieces) if place != at]
        return bundle.model_copy(update={"pieces": left})
    return _with_another(bundle, state, at, text, searcher)


def _as_a_whole(bundle: Bundle, text: str, searcher: Searcher) -> Bundle | None:
    """A budget, something cheaper in all, or one thing more."""
    amount = budget_minor(text) or piece_need(text, searcher.vocabulary).filters.price_max_minor
    if amount is not None:
        return bundle.model_copy(update={"budget_minor": amount})
    if _SAVES.search(text) and bundle.total_minor:
        return bundle.model_copy(update={"budget_minor": bundle.total_minor - 1})
    added = [
        said
        for part in _PARTS.split(re.sub(r"\b(?:add|also|too|as well|include)\b|再加|还要|再来", " ", text))
        if (said := _piece(part, searcher))
    ]
    if _ADDS.search(text) and added and len(bundle.pieces) < MOST_PIECES:
        return bundle.model_copy(update={"pieces": [*bundle.pieces, *(BundlePiece(words=one.words) for one in added)]})
    return None


def _meant_piece(bundle: Bundle, understood: Understanding, text: str, searcher: Searcher) -> int | None:
    """Which piece is spoken of: by its kind, by its words, by the product chosen for it, or by its place."""
    asked = piece_need(_led(_OTHER.sub(" ", _REMOVES.sub(" ", text))), searcher.vocabulary).filters
    said = {stem(word) for word in words_of(text)}
    chosen = {str(one.value) for one in understood.references if one.kind == "product"}
    for place, piece in enumerate(bundle.pieces):
        kind = piece_need(piece.words, searcher.vocabulary).filters
        same = bool(
            set(kind.product_types) & set(asked.product_types) or (set(kind.categories) & set(asked.categories))
        )
        if same or piece.product_id in chosen or _says_piece(piece.words, text, said):
            return place
    positions = [one.value for one in understood.references if one.kind == "slate_position"]
    place = int(str(positions[0])) - 1 if positions and str(positions[0]).isdigit() else -1
    return place if 0 <= place < len(bundle.pieces) else None


def _says_piece(words: str, text: str, said: set[str]) -> bool:
    if has_han(words):
        return words in text or (len(words) > 2 and words[-2:] in text)
    own = [stem(word) for word in words_of(words)]
    return bool(own) and own[-1] in said


def _with_another(bundle: Bundle, state: DialogueState, at: int, text: str, searcher: Searcher) -> Bundle:
    """Another product for one piece: past the price of the one chosen, or with a condition more."""
    piece = bundle.pieces[at]
    now = state.shown(piece.product_id) if piece.product_id else None
    words, without = piece.words, list(bundle.not_product_ids)
    if _SAVES.search(text) and now is not None and now.price_minor:
        limit = f"{(now.price_minor - 1) / 100:.2f}"
        words = f"{piece.name} {limit}以内" if has_han(words) else f"{piece.name} under {limit}"
    elif piece.product_id:
        without.append(piece.product_id)
    more = _conditions(text, searcher)
    if more and more.casefold() not in words.casefold():
        words = f"{more} {words}"
    pieces = [*bundle.pieces[:at], piece.model_copy(update={"words": words}), *bundle.pieces[at + 1 :]]
    return bundle.model_copy(update={"pieces": pieces, "not_product_ids": without})


def _conditions(text: str, searcher: Searcher) -> str:
    """Words of the message that the catalogue knows as a value or a brand."""
    need = piece_need(text, searcher.vocabulary)
    kept = [span.text for span in need.spans if span.hard and not span.negated and span.kind in {"attribute", "brand"}]
    return " ".join(dict.fromkeys(kept))
