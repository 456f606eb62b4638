"""The sheet a thing is drawn on: tinted ground, light, shadow and the fills named in `brush`."""

from random import Random

from shop.demo.drawings.brush import box, disc, line, oval, path
from shop.demo.drawings.ink import INK, WHITE, Ink, lightness, mix

METAL_TONES = ("#8e959e", "#eef1f4", "#b7bdc5", "#7f868f")
WOOD_TONES = ("#dcb17a", "#c99a60", "#b3814a")
GOLD_TONES = ("#8f6d26", "#f0d38a", "#b9943f", "#7c5c1e")


def sheet(ink: Ink, thing: str) -> str:
    tint = _tint(ink)
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 600 600" width="600" height="600">'
        f"<defs>{_fills(ink)}{_light(tint)}{_weave(ink)}</defs>"
        f'{box(0, 0, 600, 600, "url(#air)")}{_backdrop(ink, tint)}<g filter="url(#lift)">{thing}</g></svg>'
    )


def _tint(ink: Ink) -> str:
    """Pale things stand on a deeper ground, so that their edge is seen."""
    if lightness(ink.main) > 0.78:
        return mix(mix(ink.main, "#7d93ad", 0.45), WHITE, 0.25)
    return mix(ink.main, "#f6f3ee", 0.8)


def _fills(ink: Ink) -> str:
    main = (ink.light, ink.main, ink.dark)
    return "".join(
        (
            _gradient("body", main, slanted=True),
            _gradient("tube", (ink.dark, ink.light, ink.main, ink.dark)),
            _gradient("metal", METAL_TONES),
            _gradient("gold", GOLD_TONES),
            _gradient("wood", WOOD_TONES, slanted=True),
            _gradient("night", ("#4b505b", "#2a2d35", "#17191f"), slanted=True),
            _gradient("paper", ("#ffffff", "#f6f1e7", "#e2d9c8"), slanted=True),
            _gradient("glass", ("#ffffff", "#d9e8ef", "#a9c3cf"), slanted=True),
            _gradient("screen", (mix(ink.accent, WHITE, 0.45), ink.accent, mix(ink.accent, INK, 0.55)), slanted=True),
        )
    )


def _gradient(name: str, tones: tuple[str, ...], *, slanted: bool = False) -> str:
    stops = "".join(
        f'<stop offset="{place / (len(tones) - 1):.2f}" stop-color="{tone}"/>' for place, tone in enumerate(tones)
    )
    return f'<linearGradient id="{name}" x2="1" y2="{int(slanted)}">{stops}</linearGradient>'


def _light(tint: str) -> str:
    return (
        '<radialGradient id="air" cx=".42" cy=".32" r=".85">'
        f'<stop stop-color="{mix(tint, WHITE, 0.6)}"/><stop offset="1" stop-color="{tint}"/></radialGradient>'
        '<radialGradient id="ground"><stop stop-color="#141826" stop-opacity=".42"/>'
        '<stop offset="1" stop-color="#141826" stop-opacity="0"/></radialGradient>'
        '<filter id="lift" x="-20%" y="-20%" width="140%" height="140%">'
        '<feDropShadow dx="0" dy="7" stdDeviation="9" flood-color="#141826" flood-opacity=".24"/></filter>'
    )


def _backdrop(ink: Ink, tint: str) -> str:
    """A quiet figure behind the thing, one of five."""
    rng = Random(f"backdrop {ink.seed}")
    soft = mix(tint, WHITE, 0.42)
    x, y = rng.randint(210, 390), rng.randint(220, 330)
    figures = (
        disc(x, y, rng.randint(190, 235), soft),
        path(f"M{x - 170} 600V{y + 20}A170 170 0 0 1 {x + 170} {y + 20}V600Z", soft),
        path(f"M0 {y + 130}Q150 {y + 40} 300 {y + 120}T600 {y + 90}V600H0Z", soft),
        path(f"M0 0H600V{y - 60}L0 {y + 110}Z", soft),
        oval(x, 440, 280, 120, soft),
    )
    return rng.choice(figures)


def _weave(ink: Ink) -> str:
    rng = Random(f"weave {ink.seed}")
    size = rng.choice((22, 30, 40))
    thread = mix(ink.main, WHITE, 0.5) if lightness(ink.main) < 0.55 else mix(ink.main, INK, 0.28)
    plain = box(0, 0, 1, 1, "none")
    weaves = (
        plain,
        plain,
        line(f"M0 {size / 2:g}H{size}", thread, size / 5),
        line(f"M{size / 2:g} 0V{size}", thread, 2),
        disc(size / 2, size / 2, size / 9, thread),
        line(f"M0 {size / 2:g}H{size}M{size / 2:g} 0V{size}", thread, size / 9),
        line(f"M0 {size}L{size} 0", thread, 3),
        line(f"M0 {size * 0.7:g}L{size / 2:g} {size * 0.3:g}L{size} {size * 0.7:g}", thread, 3),
    )
    woven = weaves[2] if ink.says("stripe", "breton") else plain if ink.says("plain") else rng.choice(weaves)
    return (
        f'<pattern id="pattern" width="{size}" height="{size}" patternUnits="userSpaceOnUse">'
        f'<g opacity=".55">{woven}</g></pattern>'
    )
