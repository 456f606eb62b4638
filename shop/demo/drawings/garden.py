"""Tools of the garden."""

from shop.demo.drawings.brush import BODY, GLOSS, METAL, NIGHT, WOOD, box, disc, ground, line, oval, path, turned
from shop.demo.drawings.ink import Ink, emblem


def watering_can(ink: Ink) -> str:
    spout = line("M230 440L80 190", ink.dark, 26) + path("M40 200L110 150L120 180L60 224Z", ink.deep)
    handle = line("M260 240C280 90 520 90 500 420", ink.dark, 22)
    body = path("M220 250H470L490 480Q490 502 466 502H224Q200 502 200 480Z", BODY) + path(
        "M240 270H270L256 480H226Z", GLOSS
    )
    return (
        ground(380, x=340) + handle + spout + body + oval(345, 250, 125, 24, ink.deep) + emblem(ink, 350, 380, size=40)
    )


def secateurs(ink: Ink) -> str:
    blades = path("M300 300Q230 200 270 60Q350 150 330 300Z", METAL) + path(
        "M290 310Q350 240 410 110Q330 130 270 290Z", "#8a919b"
    )
    grips = line("M310 300C250 380 230 440 240 530", BODY, 52) + line("M296 310C360 380 400 430 400 530", ink.dark, 52)
    spring = line("M284 380L340 390L290 404L346 414", METAL, 7)
    return (
        line("M310 300C250 380 230 440 240 530", ink.main, 52)
        + grips
        + spring
        + blades
        + disc(304, 300, 26, NIGHT)
        + disc(304, 300, 10, METAL)
    )


def trowel(ink: Ink) -> str:
    blade = path("M300 560Q210 480 220 320Q300 290 380 320Q390 480 300 560Z", METAL) + line("M300 330V520", GLOSS, 10)
    neck = line("M300 320V230", "#8a919b", 20)
    handle = box(268, 50, 64, 190, WOOD, r=30) + box(268, 200, 64, 34, ink.dark, r=6)
    return turned(neck + blade + handle + line("M300 60C260 20 340 20 300 60", ink.accent, 7), 28)


SHAPES = {"watering can": watering_can, "secateurs": secateurs, "hand trowel": trowel}
