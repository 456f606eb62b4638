"""Things for training, games and the bicycle."""

from shop.demo.drawings.brush import (
    BODY,
    GLOSS,
    METAL,
    NIGHT,
    PAPER,
    SEAM,
    TUBE,
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
from shop.demo.drawings.house import dumbbell
from shop.demo.drawings.ink import Ink, emblem


def yoga_mat(ink: Ink) -> str:
    mat = path("M170 360H540L470 490H60Z", BODY) + line("M190 376H516L458 476H92", ink.light, 4)
    rings = "".join(oval(120, 300, 92 - 22 * k, 92 - 22 * k, ink.dark if k % 2 else ink.light) for k in range(4))
    roll = path("M120 208H450A92 92 0 0 1 450 392H120Z", TUBE)
    return ground(500, y=494) + mat + roll + rings + box(300, 208, 40, 184, ink.accent)


def yoga_block(ink: Ink) -> str:
    def one() -> str:
        front = path("M0 50L240 90V220L0 170Z", BODY) + path("M240 90L330 50V170L240 220Z", ink.dark)
        return front + path("M0 50L100 10L330 50L240 90Z", ink.light)

    grains = "".join(disc(150 + x * 17 % 200, 330 + x * 29 % 90, 4, ink.deep) for x in range(1, 26))
    return ground(400) + moved(one(), 130, 270) + moved(one(), 160, 120) + grains


def foam_roller(ink: Ink) -> str:
    tube = path("M150 190H450A60 110 0 0 1 450 410H150Z", TUBE)
    knots = "".join(box(x, y, 44, 34, ink.dark, r=10) for x in (240, 310, 380, 446) for y in (212, 262, 312, 362))
    end = oval(150, 300, 62, 110, ink.deep) + oval(150, 300, 34, 62, ink.pale)
    return ground(440, y=430) + tube + knots + end


def kettlebell(ink: Ink) -> str:
    handle = line("M210 250C180 60 420 60 390 250", ink.dark, 48)
    return (
        ground(300)
        + handle
        + path("M300 200A150 150 0 0 1 400 470L390 500H210L200 470A150 150 0 0 1 300 200Z", BODY)
        + line("M200 330Q210 260 260 240", GLOSS, 16)
        + disc(300, 360, 62, ink.pale)
        + emblem(ink, 300, 360, size=36, colour=ink.deep)
    )


def bands(ink: Ink) -> str:
    def loop(y: int, colour: str, width: int) -> str:
        return line(f"M120 {y}C120 {y - 90} 480 {y - 90} 480 {y}S120 {y + 90} 120 {y}Z", colour, width)

    return ground(420, y=490) + loop(420, ink.deep, 46) + loop(310, ink.accent, 34) + loop(210, ink.main, 24)


def bike_lights(ink: Ink) -> str:
    def one(lens: str, glow: str) -> str:
        lamp = (
            box(0, 0, 190, 150, BODY, r=44)
            + disc(95, 75, 58, NIGHT)
            + disc(95, 75, 46, lens)
            + disc(78, 58, 14, "#fff")
        )
        return disc(95, 75, 140, glow) + box(60, 140, 70, 90, ink.deep, r=12) + line("M40 220H150", NIGHT, 24) + lamp

    return moved(one("#fff3c4", "rgba(255,240,180,.5)"), 70, 130) + moved(
        one("#e23b3b", "rgba(226,59,59,.25)"), 330, 240
    )


def helmet(ink: Ink) -> str:
    shell = path("M70 360Q60 130 300 120T540 340Q540 384 500 384H110Q74 388 70 360Z", BODY)
    vents = "".join(
        path(f"M{x} 330Q{x + 10} 220 {x + 60} 180Q{x + 70} 250 {x + 50} 336Z", ink.deep) for x in (150, 250, 350)
    )
    straps = line("M170 380L250 500L320 384M250 500L400 384", NIGHT, 10) + box(226, 486, 50, 26, NIGHT, r=8)
    return (
        ground(380, y=520)
        + straps
        + shell
        + vents
        + path("M470 376L580 400Q560 420 480 404Z", ink.dark)
        + line("M110 300Q130 180 240 150", GLOSS, 12)
    )


def pannier(ink: Ink) -> str:
    bag = path("M120 190H480L450 480Q446 502 420 502H180Q154 502 150 480Z", BODY)
    flap = path("M110 150H490V290Q300 340 110 290Z", ink.dark) + mirrored(
        box(190, 240, 26, 130, ink.deep, r=8) + box(182, 320, 42, 30, METAL, r=6)
    )
    hooks = mirrored(line("M200 150V100Q200 80 220 80V110", METAL, 14))
    return ground(350) + hooks + bag + flap + box(150, 430, 300, 16, "#e9edf0") + emblem(ink, 300, 400, size=28)


def football(ink: Ink) -> str:
    spot = path("M300 226L366 274L341 352H259L234 274Z", ink.main)
    around = "".join(turned(path("M300 108L352 128L336 168H264L248 128Z", ink.main), 72 * k) for k in range(5))
    seams = "".join(turned(line("M300 226V168M248 128L190 150", ink.deep, 6), 72 * k) for k in range(5))
    return (
        ground(280) + disc(300, 300, 200, PAPER) + around + seams + spot + line("M160 240Q190 160 260 136", GLOSS, 12)
    )


def badminton(ink: Ink) -> str:
    upright = "".join(line(f"M{x} {70 + abs(x - 300)}V{290 - abs(x - 300)}", "#6d7480", 2) for x in range(236, 370, 16))
    across = "".join(
        line(f"M{228 + abs(y - 180) // 3} {y}H{372 - abs(y - 180) // 3}", "#6d7480", 2) for y in range(84, 290, 16)
    )
    shaft = line("M300 300V420", "#8e959e", 12) + line("M300 420V530", ink.dark, 28)
    hoop = line("M300 60C420 60 400 300 300 300S180 60 300 60Z", ink.accent, 14)
    skirt = path("M410 230L400 90Q460 60 540 110L470 250Z", PAPER) + line("M424 220L430 90M446 230L490 90", SEAM, 4)
    return moved(turned(upright + across + shaft + hoop, 24), -70, 30) + moved(
        skirt + disc(440, 250, 36, ink.accent), 0, 180
    )


SHAPES = {
    "yoga mat": yoga_mat, "yoga block": yoga_block, "foam roller": foam_roller, "kettlebell": kettlebell,
    "resistance bands": bands, "bike light set": bike_lights, "bike helmet": helmet, "pannier": pannier,
    "football": football, "badminton set": badminton, "dumbbell": dumbbell,
}  # fmt: skip
