"""Things of the desk that write and are written in."""

from shop.demo.drawings.brush import (
    BODY,
    GLOSS,
    GOLD,
    METAL,
    NIGHT,
    PAPER,
    TUBE,
    box,
    disc,
    ground,
    line,
    path,
    turned,
)  # fmt: skip
from shop.demo.drawings.ink import ACCENTS, Ink, emblem


def planner(ink: Ink) -> str:
    page = box(140, 130, 330, 372, PAPER, r=10) + box(130, 120, 330, 90, BODY, r=10)
    days = "".join(
        box(x, y, 38, 34, ink.accent if (x + y) % 5 == 3 else ink.pale, r=6)
        for x in range(156, 430, 58)
        for y in range(240, 480, 62)
    )
    rings = "".join(line(f"M{x} 90V150", "#8e959e", 12) for x in range(170, 450, 50))
    return ground(360) + page + days + rings


def fountain_pen(ink: Ink) -> str:
    barrel = path("M290 60Q300 50 310 60L336 120V360H264V120Z", TUBE) + box(262, 340, 76, 18, GOLD)
    nib = path("M264 400H336L304 530H296Z", GOLD) + line("M300 440V520", NIGHT, 4) + disc(300, 436, 8, NIGHT)
    clip = box(338, 110, 14, 170, GOLD, r=7)
    return turned(barrel + box(270, 358, 60, 46, NIGHT, r=8) + nib + clip, 38) + line(
        "M60 540Q140 500 200 530T330 530", ink.deep, 5
    )


def rollerball(ink: Ink) -> str:
    barrel = box(268, 50, 64, 380, TUBE, r=16) + box(268, 250, 64, 14, METAL) + box(282, 266, 12, 150, GLOSS, r=6)
    tip = path("M270 430H330L308 510H292Z", METAL) + path("M292 510H308L300 534Z", NIGHT)
    clip = box(330, 76, 14, 150, METAL, r=7)
    return turned(barrel + tip + clip, 38) + line("M60 550H330", ink.main, 7)


def pencils(ink: Ink) -> str:
    def one(x: int, y: int, colour: str) -> str:
        return (
            path(f"M{x} {y + 70}L{x + 23} {y}L{x + 46} {y + 70}V460H{x}Z", "#e8c594")
            + box(x, y + 70, 46, 390 - y, colour)
            + path(f"M{x + 15} {y + 24}L{x + 23} {y}L{x + 31} {y + 24}Z", colour)
        )

    row = "".join(one(128 + 49 * k, 90 + 34 * (k % 3), ACCENTS[k]) for k in range(7))
    return ground(410) + row + box(110, 330, 380, 172, BODY, r=16) + emblem(ink, 300, 416, size=44)


SHAPES = {"planner": planner, "fountain pen": fountain_pen, "rollerball pen": rollerball, "colouring pencils": pencils}
