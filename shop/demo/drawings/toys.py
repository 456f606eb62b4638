"""Things to play with."""

from shop.demo.drawings.brush import (
    BODY,
    METAL,
    NIGHT,
    PAPER,
    SHADE,
    WOOD,
    box,
    disc,
    ground,
    line,
    mirrored,
    moved,
    oval,
    path,
    turned,
)  # fmt: skip
from shop.demo.drawings.ink import Ink, emblem


def blocks(ink: Ink) -> str:
    arch = path("M170 220H430V350H370A70 70 0 0 0 230 350H170Z", BODY)
    posts = box(110, 350, 120, 150, ink.accent, r=6) + box(370, 350, 120, 150, WOOD, r=6)
    return (
        ground(460)
        + posts
        + arch
        + path("M300 80L400 220H200Z", ink.dark)
        + disc(300, 450, 50, ink.light)
        + box(110, 480, 120, 20, SHADE)
    )


def train(ink: Ink) -> str:
    track = line("M30 490H570", "#a9784a", 14) + line("M30 506H570", "#8a5f38", 10, dash="20 24")
    engine = (
        box(330, 250, 200, 190, BODY, r=20)
        + box(420, 170, 110, 120, ink.dark, r=10)
        + box(444, 190, 62, 60, PAPER, r=8)
    )
    chimney = path("M350 250V170H336V150H404V170H390V250Z", ink.deep)
    wagon = path("M70 330H280L264 440H86Z", ink.accent) + "".join(disc(x, 320, 32, WOOD) for x in (120, 176, 232))
    wheels = "".join(disc(x, 450, 36, NIGHT) + disc(x, 450, 14, METAL) for x in (120, 230, 380, 480))
    return ground(540) + track + line("M270 420H340", NIGHT, 10) + wagon + chimney + engine + wheels


def track(ink: Ink) -> str:
    main = line("M100 560C100 360 300 300 300 40", "#d2a56c", 96) + line("M300 560V40", "#dcb17a", 96)
    rails = "M276 560V40M324 560V40M76 560C76 350 276 300 276 40M124 560C124 370 324 310 324 40"
    lever = box(400, 260, 90, 60, BODY, r=12) + line("M446 280L490 210", NIGHT, 12) + disc(494, 204, 20, ink.accent)
    return main + line(rails, "#8a5f38", 10) + lever


def puzzle(ink: Ink) -> str:
    def piece(fill: str) -> str:
        return path("M0 0H56C40 -56 120 -56 104 0H160V56C216 40 216 120 160 104V160H104C120 104 40 104 56 160H0Z", fill)

    done = piece(BODY) + moved(piece(ink.accent), 160, 0) + moved(piece(ink.light), 0, 160)
    return ground(420) + moved(done, 100, 150) + turned(moved(piece(ink.dark), 340, 340), 14, x=420, y=420)


def plush(ink: Ink) -> str:
    long_ears = mirrored(oval(250, 100, 34, 100, BODY) + oval(250, 104, 16, 74, ink.pale))
    round_ears = mirrored(disc(196, 130, 52, BODY) + disc(196, 130, 28, ink.pale))
    limbs = mirrored(
        turned(oval(150, 370, 46, 90, ink.dark), 28, x=150, y=370)
        + oval(204, 470, 66, 44, ink.dark)
        + disc(196, 472, 26, ink.pale)
    )
    body = oval(300, 390, 128, 122, BODY) + oval(300, 400, 76, 80, ink.pale)
    face = disc(300, 210, 132, BODY) + oval(300, 256, 58, 44, ink.pale) + mirrored(disc(250, 196, 14, "#22252e"))
    nose = path("M280 234H320L300 258Z", "#22252e") + line(
        "M300 258Q290 280 270 274M300 258Q310 280 330 274", "#22252e", 5
    )
    ears = long_ears if ink.says("rabbit", "bunny", "hare") else round_ears
    return ground(340) + ears + limbs + body + face + nose


def kite(ink: Ink) -> str:
    sail = (
        path("M380 50L520 220L300 400L240 200Z", BODY)
        + path("M380 50L520 220L300 400Z", ink.dark)
        + path("M240 200L520 220L300 400Z", ink.accent)
    )
    spars = line("M380 50L300 400M240 200L520 220", ink.deep, 7)
    tail = line("M300 400Q240 440 260 490T160 540", ink.deep, 5)
    bows = "".join(
        path(f"M{x} {y}l-30 -18v36ZM{x} {y}l30 -18v36Z", colour)
        for x, y, colour in ((270, 440, ink.accent), (246, 506, ink.main), (180, 536, ink.accent))
    )
    return sail + spars + tail + bows


def cards(ink: Ink) -> str:
    def card(fill: str, mark: str) -> str:
        return (
            box(210, 130, 180, 270, PAPER, r=18)
            + box(224, 144, 152, 242, fill, r=10)
            + emblem(ink, 300, 265, size=46, colour=mark)
        )

    fan = turned(card(ink.dark, ink.pale), -26, y=480) + turned(card(ink.accent, "#ffffff"), -4, y=480)
    return ground(360) + fan + turned(card(BODY, ink.contrast), 18, y=480)


SHAPES = {
    "building blocks": blocks, "toy train set": train, "track extension": track, "jigsaw puzzle": puzzle,
    "plush animal": plush, "kite": kite, "card game": cards,
}  # fmt: skip
