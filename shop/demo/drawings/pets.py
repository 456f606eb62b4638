"""Things for dogs and cats."""

from shop.demo.drawings.brush import BODY, GLOSS, METAL, NIGHT, box, cloth, disc, ground, line, oval, path
from shop.demo.drawings.ink import Ink


def paw(x: float, y: float, colour: str) -> str:
    toes = "".join(oval(x + dx, y + dy, 11, 15, colour) for dx, dy in ((-36, -14), (-13, -36), (13, -36), (36, -14)))
    return toes + path(f"M{x} {y - 14}q34 10 28 36q-8 14 -28 6q-20 8 -28 -6q-6 -26 28 -36Z", colour)


def lead(ink: Ink) -> str:
    rope = "M200 180C60 60 60 320 200 190C380 60 560 220 420 320S120 400 260 470S440 460 460 440"
    twist = line(rope, ink.dark, 26) + line(rope, ink.light, 10, dash="10 16")
    hook = box(446, 416, 60, 36, METAL, r=12) + line("M500 434C560 420 560 500 510 490", METAL, 14)
    return twist + box(180, 160, 44, 56, ink.accent, r=12) + hook


def dog_bed(ink: Ink) -> str:
    back = oval(300, 330, 240, 110, ink.dark)
    cushion = oval(300, 350, 180, 70, ink.pale)
    front = cloth("M60 330Q70 480 300 490T540 330Q560 440 520 470Q420 520 300 516T80 470Q40 440 60 330Z")
    return ground(520) + back + cushion + paw(300, 356, ink.main) + front


def chew_ring(ink: Ink) -> str:
    knots = "".join(
        line(f"M{x} {y}l26 20", ink.deep, 8) for x, y in ((180, 190), (390, 180), (150, 350), (420, 360), (290, 450))
    )
    rope = line("M410 410Q500 430 540 520M410 410Q470 460 470 540", "#e9ddc4", 22)
    return (
        ground(380, y=500)
        + rope
        + line("M300 160A140 140 0 1 1 299 160Z", ink.main, 72)
        + line("M200 220Q240 160 310 150", GLOSS, 14)
        + knots
    )


def pet_bowl(ink: Ink) -> str:
    food = "".join(disc(170 + x * 26, 286 - (x * 37) % 24, 24, "#9a6638" if x % 2 else "#b57c46") for x in range(11))
    inside = oval(300, 300, 190, 50, ink.deep)
    return (
        ground(470) + inside + food + path("M110 300Q300 380 490 300L540 500H60Z", BODY) + paw(300, 430, ink.contrast)
    )


def scratching_post(ink: Ink) -> str:
    ropes = "".join(line(f"M256 {y}L344 {y - 10}", "#a88454", 5) for y in range(210, 460, 16))
    post = box(250, 180, 100, 290, "#d8b98a", r=8) + ropes
    top = box(140, 120, 320, 66, BODY, r=30) + line("M420 186V260", ink.deep, 4) + disc(420, 284, 28, ink.accent)
    return ground(400) + box(120, 460, 360, 44, ink.dark, r=14) + post + top


def cat_wand(ink: Ink) -> str:
    stick = line("M80 520L380 120", ink.dark, 18) + line("M80 520L150 426", ink.main, 30)
    string = line("M380 120Q520 160 440 330", NIGHT, 4)
    wings = path("M440 360Q340 280 320 380Q350 440 440 400Z", ink.main) + path(
        "M440 360Q540 280 560 380Q530 440 440 400Z", ink.accent
    )
    return (
        stick
        + string
        + wings
        + oval(440, 390, 18, 56, ink.deep)
        + line("M434 340L416 310M446 340L464 310", ink.deep, 5)
    )


SHAPES = {
    "dog lead": lead, "dog bed": dog_bed, "dog toy": chew_ring, "pet bowl": pet_bowl,
    "scratching post": scratching_post, "cat toy": cat_wand,
}  # fmt: skip
