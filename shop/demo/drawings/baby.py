"""Things for babies."""

from shop.demo.drawings.brush import (
    BODY,
    GLASS,
    GLOSS,
    METAL,
    NIGHT,
    PAPER,
    SEAM,
    box,
    cloth,
    disc,
    ground,
    line,
    mirrored,
    oval,
    path,
)  # fmt: skip
from shop.demo.drawings.ink import Ink, emblem


def stroller(ink: Ink) -> str:
    frame = line("M120 470L400 330M420 470L200 320M400 330L520 150H570", METAL, 16)
    hood = path("M130 240A150 150 0 0 1 280 90V240Z", ink.dark) + line("M280 240L180 120M280 240L134 190", ink.deep, 6)
    seat = path("M130 240H430Q430 360 330 370H230Q140 360 130 240Z", BODY)
    wheels = "".join(
        disc(x, 460, 46, NIGHT) + disc(x, 460, 28, METAL) + disc(x, 460, 10, ink.accent) for x in (150, 420)
    )
    return ground(420, x=290) + frame + hood + seat + wheels + emblem(ink, 290, 306, size=28)


def rain_hood(ink: Ink) -> str:
    clear = path(
        "M130 240A150 150 0 0 1 280 80Q470 110 450 260Q440 370 330 390H230Q130 370 130 240Z", "rgba(226,242,252,.62)"
    )
    edge = line("M130 240A150 150 0 0 1 280 80Q470 110 450 260Q440 370 330 390H230Q130 370 130 240Z", "#ffffff", 9)
    drops = "".join(
        path(f"M{x} {y}q20 32 0 44q-20 -12 0 -44Z", "#7fa9cf")
        for x, y in ((90, 80), (500, 90), (430, 40), (70, 300), (520, 270))
    )
    return stroller(ink) + clear + edge + drops


def carrier(ink: Ink) -> str:
    straps = mirrored(line("M220 180C150 60 120 160 130 330", ink.dark, 42))
    belt = box(70, 410, 460, 64, ink.dark, r=28) + box(480, 416, 60, 52, NIGHT, r=10)
    panel = cloth("M200 160Q300 120 400 160L420 420Q300 470 180 420Z")
    return (
        ground(440)
        + straps
        + belt
        + panel
        + mirrored(oval(180, 410, 40, 30, ink.deep))
        + emblem(ink, 300, 260, size=40)
    )


def baby_bottle(ink: Ink) -> str:
    teat = path("M250 190Q256 140 280 130Q276 80 300 80T320 130Q344 140 350 190Z", "#e9c9a2")
    glass = path("M220 240H380Q410 300 390 360T400 480Q398 502 370 502H230Q202 502 200 480T210 360T220 240Z", GLASS)
    milk = path("M206 340H394Q388 400 398 480Q396 492 370 492H230Q204 492 202 480Q212 400 206 340Z", "#fffaf0")
    marks = line("M340 370H376M340 400H366M340 430H376M340 460H366", ink.deep, 5)
    return (
        ground(240)
        + teat
        + glass
        + milk
        + marks
        + box(214, 186, 172, 62, BODY, r=16)
        + box(224, 260, 14, 220, GLOSS, r=7)
    )


def bib(ink: Ink) -> str:
    shape = (
        "M200 90C120 130 190 250 300 250S480 130 400 90C520 130 500"
        " 260 480 330Q470 500 300 500T120 330C100 260 80 130 200 90Z"
    )
    pocket = path("M130 390Q300 460 470 390Q450 520 300 520T130 390Z", ink.dark) + line(
        "M134 396Q300 466 466 396", ink.light, 8
    )
    return cloth(shape) + pocket + disc(206, 96, 16, ink.accent) + disc(394, 96, 16, ink.accent)


def teether(ink: Ink) -> str:
    ring = line("M300 250A120 120 0 1 1 299 250Z", "#d2a56c", 44)
    ears = mirrored(path("M270 240Q190 200 180 80Q270 90 296 236Z", ink.main))
    return (
        ground(320, y=520) + ring + ears + line("M220 300Q250 260 300 256", GLOSS, 9) + disc(300, 244, 40, ink.accent)
    )


def baby_sleeping_bag(ink: Ink) -> str:
    bag = cloth(
        "M210 90Q300 170 390 90L420 130Q400 220 430 300L470 470Q470"
        " 510 430 510H170Q130 510 130 470L170 300Q200 220 180 130Z"
    )
    zip_ = line("M300 150V500", ink.deep, 6, dash="6 6") + box(290, 150, 20, 36, METAL, r=6)
    moon = (
        path("M230 330a44 44 0 1 0 40 70a56 56 0 0 1 -40 -70Z", ink.pale)
        + disc(370, 380, 12, ink.pale)
        + disc(350, 430, 8, ink.pale)
    )
    return bag + zip_ + moon + mirrored(disc(212, 116, 12, ink.accent))


def muslins(ink: Ink) -> str:
    stack = "".join(
        box(110, y, 380, 60, fill, r=22) + line(f"M140 {y + 30}H480", SEAM, 4, dash="9 8")
        for y, fill in ((440, ink.dark), (384, PAPER), (328, BODY))
    )
    top = cloth("M110 340Q110 270 160 266H440Q490 270 490 340L430 440L350 350Z")
    return ground(430) + stack + top + emblem(ink, 260, 310, size=24)


SHAPES = {
    "stroller": stroller, "stroller rain hood": rain_hood, "baby carrier": carrier, "baby bottle": baby_bottle,
    "bib": bib, "teether": teether, "baby sleeping bag": baby_sleeping_bag, "muslin cloths": muslins,
}  # fmt: skip
