"""Which words of a Chinese run nothing known says: the run is cut so that as much of it as can be is known."""

from agent.grounding.lexicon import own_text_zh, talk_zh

LONGEST_WORD = 6
FREE, PARTICLE, ALONE, UNKNOWN = 0.0, 0.1, 0.6, 1.0
"""What a piece costs: known words nothing, a particle next to nothing, a known character out of its word much."""
OWN_FROM = 3
"""Aisle's own set sentences vouch for no shorter pieces."""


def unknown_words_zh(run: str, known: str) -> list[str]:
    """Characters that are in nothing known, and two and more in a row that are known only apart."""
    pieces = _cheapest(run, known)
    found: list[str] = []
    loose = ""
    for piece, cost in [*pieces, ("", FREE)]:
        if cost >= ALONE:
            loose += piece
            continue
        if len(loose) > 1 or (loose and loose not in known):
            found.append(loose)
        loose = ""
    return found


def telling_words_zh(run: str, known: str) -> list[str]:
    """The words of a run that tell what it is about: what is no talk."""
    stripped = (_without_particles(piece) for piece, _ in _cheapest(run, known))
    return [piece for piece in stripped if piece]


def _without_particles(piece: str) -> str:
    """`可以退` is about 退, `的商品` about nothing."""
    while piece:
        if piece in talk_zh():
            return ""
        before = next((at for at in (3, 2, 1) if _is_loose(piece[:at])), 0)
        behind = next((at for at in (2, 1) if _is_loose(piece[-at:])), 0)
        if not before and not behind:
            return piece
        piece = piece[before:] if before else piece[:-behind]
    return piece


PARTICLES = frozenset("的了也都就还是在和与跟及或很挺太真只仅才再又被把让给我您你们可能会要想吗呢吧啊")
"""Of one character only these are never part of a word that tells: 内 is part of 内衣."""


def _is_loose(piece: str) -> bool:
    return piece in PARTICLES if len(piece) == 1 else piece in talk_zh()


def _cheapest(run: str, known: str) -> list[tuple[str, float]]:
    """The cut of the run that costs least, longer pieces preferred."""
    best: list[tuple[float, int]] = [(0.0, 0)]
    for end in range(1, len(run) + 1):
        options = [
            (best[start][0] + _cost(run[start:end], known) + 0.01, start)
            for start in range(max(0, end - LONGEST_WORD), end)
        ]
        best.append(min(options))
    pieces: list[tuple[str, float]] = []
    end = len(run)
    while end:
        start = best[end][1]
        pieces.append((run[start:end], _cost(run[start:end], known)))
        end = start
    return pieces[::-1]


def _cost(piece: str, known: str) -> float:
    if len(piece) == 1:
        return PARTICLE if piece in talk_zh() else ALONE if piece in known else UNKNOWN
    if piece in talk_zh() or piece in known or (len(piece) >= OWN_FROM and piece in own_text_zh()):
        return FREE
    return UNKNOWN * len(piece) + 1
