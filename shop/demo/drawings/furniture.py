"""Furniture: what one sits on, sleeps on and keeps things in."""

from shop.demo.drawings.brush import (
    BODY,
    GLOSS,
    METAL,
    NIGHT,
    SEAM,
    SHADE,
    WOOD,
    box,
    cloth,
    disc,
    ground,
    line,
    mirrored,
    oval,
    path,
)  # fmt: skip
from shop.demo.drawings.house import shelf, sofa
from shop.demo.drawings.ink import Ink, emblem


def dining_chair(ink: Ink) -> str:
    back = mirrored(box(176, 70, 26, 250, WOOD, r=10)) + "".join(
        box(190, y, 220, 34, BODY, r=14) for y in (90, 156, 222)
    )
    legs = mirrored(path("M164 330H200L190 502H164Z", WOOD) + path("M216 330H240L236 450H218Z", ink.deep))
    return ground(330) + legs + back + box(148, 310, 304, 40, BODY, r=18) + box(160, 344, 280, 12, SHADE)


def armchair(ink: Ink) -> str:
    legs = mirrored(path("M170 460H200L190 504H172Z", WOOD))
    back = path("M160 400V170Q160 90 300 90T440 170V400Z", BODY) + line(
        "M220 140Q210 280 226 360M380 140Q390 280 374 360", SEAM, 5
    )
    seat = box(170, 350, 260, 70, ink.light, r=24) + box(140, 406, 320, 60, ink.dark, r=18)
    return (
        ground(400)
        + legs
        + back
        + seat
        + mirrored(box(104, 270, 80, 200, BODY, r=36))
        + box(250, 270, 100, 84, ink.accent, r=18)
    )


def office_chair(ink: Ink) -> str:
    wheels = "".join(disc(x, 490, 15, NIGHT) for x in (160, 300, 440))
    base = line("M300 420V450M300 450L164 474M300 450L436 474M300 450V474", METAL, 18)
    back = box(190, 70, 220, 230, BODY, r=50) + "".join(line(f"M212 {y}H388", SEAM, 4) for y in range(110, 280, 20))
    arms = mirrored(line("M190 370H130V270H180", NIGHT, 20))
    return (
        ground(380)
        + base
        + wheels
        + box(284, 290, 32, 70, ink.deep)
        + back
        + arms
        + box(160, 340, 280, 62, ink.dark, r=28)
    )


def stool(ink: Ink) -> str:
    legs = mirrored(path("M210 240H244L190 502H160Z", WOOD))
    rungs = line("M190 400H410", ink.deep, 14) + line("M206 330H394", ink.deep, 12)
    return (
        ground(330)
        + rungs
        + legs
        + path("M150 210H450Q450 260 410 260H190Q150 260 150 210Z", ink.dark)
        + oval(300, 210, 150, 34, BODY)
    )


def cabinet(ink: Ink) -> str:
    legs = mirrored(path("M100 450H130L116 504H100Z", ink.deep))
    body = box(60, 220, 480, 240, BODY, r=12) + box(50, 206, 500, 26, WOOD, r=8)
    doors = line("M220 240V450M380 240V450M230 346H370", SEAM, 6)
    knobs = "".join(disc(x, y, 10, "#d9b25f") for x, y in ((196, 340), (404, 340), (300, 294), (300, 402)))
    return ground(490) + legs + body + doors + knobs


def coat_rack(ink: Ink) -> str:
    arms = line("M300 130L210 70M300 130L390 70M300 210L190 160M300 210L410 160", ink.deep, 18)
    feet = line("M300 440L190 500M300 440L410 500M300 440V496", ink.deep, 20)
    coat = cloth("M190 164Q240 190 236 240L250 420H130L146 240Q150 190 190 164Z")
    return ground(300) + feet + box(288, 60, 24, 400, WOOD, r=12) + arms + coat + line("M190 180V410", ink.dark, 5)


def bed_frame(ink: Ink) -> str:
    head = box(140, 130, 320, 170, BODY, r=18) + "".join(box(x, 148, 10, 130, SHADE) for x in range(170, 440, 36))
    bed = path("M140 290H460L560 440H40Z", ink.deep)
    slats = "".join(box(138 - 17 * k, 302 + 24 * k, 324 + 34 * k, 13, "#dcb17a", r=4) for k in range(6))
    foot = mirrored(box(40, 430, 36, 76, ink.dark, r=8))
    return ground(540) + head + bed + slats + foot + box(30, 430, 540, 48, BODY, r=10)


def mattress(ink: Ink) -> str:
    top = path("M150 240H450L560 360H40Z", "#fbf8f2")
    quilt = line("M120 300H480M250 240L200 360M350 240L400 360", "#cfc8ba", 4, dash="8 7")
    side = box(40, 356, 520, 100, BODY, r=26) + line("M40 380H560M40 432H560", ink.pale, 5)
    return ground(540, y=462) + top + quilt + side + emblem(ink, 480, 406, size=20) + box(60, 366, 480, 8, GLOSS, r=4)


SHAPES = {
    "dining chair": dining_chair, "armchair": armchair, "office chair": office_chair, "stool": stool,
    "cabinet": cabinet, "coat rack": coat_rack, "bed frame": bed_frame, "mattress": mattress, "sofa": sofa,
    "bookshelf": shelf,
}  # fmt: skip
