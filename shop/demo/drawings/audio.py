"""Things to listen with."""

from shop.demo.drawings.brush import (
    BODY,
    FLOOR_Y,
    GLOSS,
    GOLD,
    METAL,
    NIGHT,
    SEAM,
    SHADE,
    TUBE,
    WOOD,
    box,
    disc,
    ground,
    line,
    mirrored,
    oval,
    path,
    turned,
)  # fmt: skip
from shop.demo.drawings.ink import Ink, emblem


def headphones(ink: Ink) -> str:
    band = ink.number(20, 34)
    arch = line("M142 350C142 60 458 60 458 350", ink.dark, band) + line(
        "M148 300C170 110 430 110 452 300", ink.light, band / 3
    )
    cushion = line("M210 168C250 120 350 120 390 168", ink.deep, 22)
    round_cup = oval(150, 385, 58, 92, ink.deep) + oval(132, 385, 56, 88, BODY) + oval(120, 365, 22, 52, GLOSS)
    square_cup = (
        box(108, 295, 100, 180, ink.deep, r=46) + box(84, 300, 96, 170, BODY, r=42) + oval(116, 350, 18, 40, GLOSS)
    )
    cup = round_cup if ink.chance(0.5) else square_cup
    ring = line("M142 300V262", "#c9ced5" if ink.chance(0.5) else ink.accent, 14)
    return arch + cushion + mirrored(ring + cup) + emblem(ink, 132, 400, size=15)


def earbuds(ink: Ink) -> str:
    case = box(160, 330, 280, 150, BODY, r=68) + line("M164 388H436", SEAM, 4) + oval(240, 352, 60, 10, GLOSS)
    bud = path("M196 250C176 190 232 150 268 182C292 206 282 240 262 252L254 318H222L224 262Z", TUBE)
    tip = turned(oval(184, 214, 26, 34, ink.deep), -24, x=184, y=214) + disc(246, 208, 13, ink.accent)
    hook = line("M262 176C310 120 236 60 196 130", ink.dark, 13) if ink.says("hook", "sprint") else ""
    return ground(330) + mirrored(hook + bud + tip) + case + emblem(ink, 300, 430, size=15)


def wired_earbuds(ink: Ink) -> str:
    cord = line(
        "M226 250C226 380 300 340 300 430S220 520 300 520 420 470 380 440M374 250C374 380 300 340 300 430", ink.dark, 8
    )
    bud = path("M200 160C170 150 160 210 196 220L216 222V290H238V180Z", BODY) + oval(186, 188, 22, 30, ink.deep)
    return cord + mirrored(bud + box(218, 250, 20, 44, GOLD, r=8)) + box(286, 420, 28, 56, METAL, r=12)


def speaker(ink: Ink) -> str:
    if ink.says("boulder", "pocket"):
        return _round_speaker(ink)
    grille = "".join(line(f"M176 {y}H424", ink.deep, 6) for y in range(250, 440, 20))
    handle = line("M210 190C210 90 390 90 390 190", ink.dark, 18)
    front = box(130, 180, 340, 320, WOOD if ink.says("hearth") else BODY, r=34) + box(
        156, 230, 288, 236, ink.dark, r=20
    )
    return ground(400) + handle + front + grille + disc(180, 206, 8, ink.accent) + box(250, 198, 100, 14, METAL, r=7)


def _round_speaker(ink: Ink) -> str:
    shell = box(140, 200, 320, 300, BODY, r=120) + oval(300, 350, 124, 116, ink.deep) + oval(300, 350, 104, 96, NIGHT)
    cone = disc(300, 350, 54, ink.dark) + disc(300, 350, 24, METAL) + oval(262, 310, 30, 16, GLOSS)
    strap = line("M440 250C520 230 520 330 452 350", ink.accent, 14) if ink.says("pocket") else ""
    return ground(340) + strap + shell + cone + oval(240, 226, 70, 12, GLOSS)


def soundbar(ink: Ink) -> str:
    holes = "".join(disc(x, y, 4, ink.deep) for x in range(92, 510, 18) for y in (336, 354, 372))
    bar = box(60, 300, 480, 110, BODY, r=40) + box(76, 318, 448, 74, ink.dark, r=28) + holes
    return ground(500, y=424) + bar + disc(300, 396, 5, ink.accent) + box(90, 304, 420, 8, GLOSS, r=4)


def radio(ink: Ink) -> str:
    cabinet = box(90, 220, 420, 270, WOOD, r=36) + box(112, 242, 376, 226, BODY, r=20)
    slats = "".join(box(x, 266, 9, 178, ink.deep, r=4) for x in range(136, 316, 19))
    dial = disc(404, 330, 66, ink.pale) + disc(404, 330, 48, METAL) + line("M404 330L430 298", ink.accent, 7)
    feet = box(140, 486, 40, 20, SHADE, r=6) + box(420, 486, 40, 20, SHADE, r=6)
    return (
        ground(430)
        + line("M420 220L480 70", "#b7bdc5", 7)
        + feet
        + cabinet
        + slats
        + dial
        + disc(360, 432, 14, GOLD)
        + disc(448, 432, 14, GOLD)
    )


def turntable(ink: Ink) -> str:
    plinth = box(70, 150, 460, 350, WOOD, r=22) + box(84, 164, 432, 322, BODY, r=14)
    record = disc(262, 326, 142, NIGHT) + "".join(
        f'<circle cx="262" cy="326" r="{r}" fill="none" stroke="#5a5f6b" stroke-width="1.5"/>'
        for r in range(64, 140, 14)
    )
    arm = line("M452 210V350L362 420", "#e3e6ea", 12) + disc(452, 214, 30, METAL) + box(342, 408, 34, 24, ink.deep, r=6)
    return plinth + record + disc(262, 326, 48, ink.accent) + disc(262, 326, 7, "#fff") + arm + disc(470, 452, 16, GOLD)


def ear_pads(ink: Ink) -> str:
    pad = (
        oval(0, 0, 118, 142, BODY) + oval(0, 0, 62, 84, ink.deep) + line("M-88 -40C-70 -120 40 -130 80 -70", GLOSS, 16)
    )
    stitches = f'<ellipse rx="92" ry="114" fill="none" stroke="{ink.pale}" stroke-width="3" stroke-dasharray="9 8"/>'
    whole = pad + stitches
    return (
        f'<g transform="translate(220 270) rotate(-14)">{whole}</g>'
        f'<g transform="translate(386 356) rotate(14)">{whole}</g>'
    )


def shell_case(ink: Ink) -> str:
    shell = path("M110 330C110 170 490 170 490 330C490 470 400 490 300 490S110 470 110 330Z", BODY)
    zip_line = line("M112 340C170 384 430 384 488 340", ink.deep, 9) + line(
        "M112 340C170 384 430 384 488 340", ink.pale, 3, dash="5 8"
    )
    loop = line("M484 330C548 320 548 400 486 404", ink.accent, 12)
    return ground(380) + loop + shell + zip_line + oval(240, 232, 90, 24, GLOSS) + emblem(ink, 300, 296)


def audio_cable(ink: Ink) -> str:
    coil = "".join(
        f'<ellipse cx="300" cy="{y}" rx="{150 - abs(y - 300) / 3:g}" ry="110" '
        f'fill="none" stroke="{c}" stroke-width="13"/>'
        for y, c in ((270, ink.dark), (296, ink.main), (322, ink.light))
    )
    plug = box(-16, 0, 32, 90, NIGHT, r=8) + box(-10, -46, 20, 46, GOLD, r=5) + box(-4, -70, 8, 26, METAL, r=3)
    tie = box(276, 400, 48, 44, ink.accent, r=8)
    return (
        coil
        + tie
        + (
            f'<g transform="translate(170 130) rotate(-30)">{plug}</g>'
            f'<g transform="translate(430 130) rotate(30)">{plug}</g>'
        )
    )


def record_brush(ink: Ink) -> str:
    hairs = "".join(line(f"M{x} 380V{440 + x % 3 * 4}", "#3a3e48", 5) for x in range(128, 480, 9))
    return (
        hairs
        + box(110, 330, 380, 62, NIGHT, r=12)
        + box(130, 230, 340, 108, WOOD, r=34)
        + oval(260, 256, 110, 12, GLOSS)
        + emblem(ink, 300, 290, colour=ink.deep)
        + ground(400, y=FLOOR_Y - 40)
    )


SHAPES = {
    "over-ear headphones": headphones,
    "earbuds": lambda ink: wired_earbuds(ink) if ink.says("thread", "wired") else earbuds(ink),
    "bluetooth speaker": speaker,
    "soundbar": soundbar,
    "table radio": radio,
    "turntable": turntable,
    "ear pads": ear_pads,
    "headphone case": shell_case,
    "audio cable": audio_cable,
    "record brush": record_brush,
}
CATEGORIES = {"headphones": headphones, "earbuds": earbuds, "speakers": speaker}
