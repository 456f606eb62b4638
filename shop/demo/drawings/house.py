"""Plain things of many departments, from the kettle to the dumbbell; other families lend them from here."""

from shop.demo.drawings.brush import (
    BODY,
    GLOSS,
    METAL,
    NIGHT,
    PAPER,
    SEAM,
    SHADE,
    TUBE,
    WOOD,
    box,
    cloth,
    disc,
    ground,
    line,
    mirrored,
    oval,
    path,
)
from shop.demo.drawings.ink import Ink, emblem


def kettle(ink: Ink) -> str:
    handle = line("M390 200C500 180 500 400 420 420", ink.deep, 30)
    spout = path("M210 250L110 210L130 270L190 340Z", ink.dark)
    body = path("M220 200H380L430 480H170Z", BODY) + path("M236 216H262L226 462H198Z", GLOSS)
    lid = oval(300, 196, 84, 24, ink.dark) + disc(300, 164, 18, NIGHT)
    return ground(330) + handle + spout + body + lid + box(160, 474, 280, 30, NIGHT, r=10) + emblem(ink, 310, 360)


def mug(ink: Ink) -> str:
    handle = line("M400 260C510 250 510 420 396 420", ink.dark, 34)
    body = path("M160 190H420V440Q420 502 360 502H220Q160 502 160 440Z", TUBE) + path(
        "M160 330H420V360H160Z", ink.accent
    )
    return ground(320) + handle + body + oval(290, 190, 130, 34, ink.pale) + oval(290, 194, 112, 25, "#4b3022")


def pan(ink: Ink) -> str:
    handle = line("M400 330L540 250", ink.accent if ink.chance(0.3) else "#2a2d35", 32)
    return handle + disc(260, 340, 176, BODY) + disc(260, 340, 142, NIGHT) + line("M160 300Q190 220 280 220", GLOSS, 10)


def lamp(ink: Ink) -> str:
    stand = box(290, 290, 20, 200, METAL) + oval(300, 494, 110, 18, ink.dark)
    return ground(280) + stand + oval(300, 306, 150, 24, "#ffe9b0") + path("M230 110H370L460 306H140Z", BODY)


def pillow(ink: Ink) -> str:
    return (
        ground(420, y=470)
        + cloth("M100 150Q300 190 500 150Q470 310 500 460Q300 425 100 460Q130 310 100 150Z")
        + line("M120 170Q300 206 480 170", ink.dark, 4, dash="9 8")
    )


def sofa(ink: Ink) -> str:
    legs = mirrored(box(130, 470, 22, 36, WOOD))
    back = box(110, 210, 380, 190, BODY, r=36) + line("M300 226V380", SEAM, 5)
    seat = box(120, 350, 360, 90, ink.light, r=24) + box(100, 420, 400, 56, ink.dark, r=18)
    return (
        ground(460)
        + legs
        + back
        + seat
        + mirrored(box(64, 296, 80, 182, BODY, r=34))
        + box(180, 280, 90, 80, ink.accent, r=18)
    )


def table(ink: Ink) -> str:
    legs = mirrored(path("M110 270H150L136 502H112Z", ink.dark))
    return ground(470) + legs + box(70, 236, 460, 40, BODY, r=10) + box(90, 276, 420, 18, SHADE)


def shelf(ink: Ink) -> str:
    boards = "".join(box(150, y, 300, 18, ink.dark) for y in (90, 220, 350, 480))
    books = "".join(
        box(180 + k * 34, 250 + k * 8, 26, 100 - k * 8, ink.accent if k % 2 else ink.pale) for k in range(4)
    )
    return ground(330) + box(140, 84, 320, 420, BODY, r=8) + box(160, 100, 280, 390, ink.deep) + boards + books


def tent(ink: Ink) -> str:
    body = path("M300 140L540 490H60Z", BODY) + path("M300 140L540 490H400Z", ink.dark)
    return ground(520, y=490) + body + path("M300 210L370 490H230Z", ink.deep) + line("M300 140V490", ink.accent, 6)


def backpack(ink: Ink) -> str:
    body = box(150, 130, 300, 370, BODY, r=90) + line("M260 134Q300 60 340 134", ink.deep, 16)
    pocket = box(186, 310, 228, 160, ink.dark, r=36) + line("M196 350H404", ink.accent, 8)
    return ground(320) + mirrored(box(120, 260, 50, 200, ink.deep, r=24)) + body + pocket + emblem(ink, 300, 230)


def dumbbell(ink: Ink) -> str:
    plates = box(110, 210, 64, 200, BODY, r=18) + box(174, 240, 40, 140, ink.dark, r=12)
    return ground(420, y=430) + box(190, 288, 220, 44, METAL, r=10) + mirrored(plates)


def book(ink: Ink) -> str:
    pages = box(170, 110, 280, 392, PAPER, r=8)
    cover = box(150, 100, 280, 392, BODY, r=10) + box(150, 100, 36, 392, ink.dark, r=8)
    return (
        ground(320)
        + pages
        + cover
        + box(220, 170, 180, 110, ink.pale, r=8)
        + emblem(ink, 310, 225, size=34, colour=ink.deep)
    )


def pot(ink: Ink) -> str:
    leaves = mirrored(path("M300 290Q170 250 190 110Q310 160 300 290Z", "#4d8a56"))
    return ground(260) + leaves + path("M190 310H410L380 502H220Z", BODY) + box(172, 272, 256, 56, ink.dark, r=10)


SHAPES = {
    "mug": mug, "frying pan": pan, "wok": pan, "desk lamp": lamp, "book": book, "notebook": book, "plant pot": pot,
    "dining table": table, "desk": table, "coffee table": table, "backpack": backpack, "fishing bag": backpack,
}  # fmt: skip
CATEGORIES = {"pans-pots": pan, "desks-tables": table, "backpacks": backpack, "pots": pot}
