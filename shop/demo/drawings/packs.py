"""What holds other things: bottles, jars, tubes, bags and boxes; many kinds share these with a label of their own."""

from shop.demo.drawings.brush import (
    BODY,
    GLASS,
    GLOSS,
    GOLD,
    METAL,
    PAPER,
    SEAM,
    SHADE,
    TUBE,
    WOOD,
    box,
    disc,
    ground,
    line,
    oval,
    path,
)  # fmt: skip
from shop.demo.drawings.ink import Ink, emblem


def label(ink: Ink, x: float, y: float, width: float, height: float) -> str:
    """A paper label with the maker's mark and lines that stand for print."""
    middle, foot = x + width / 2, y + height
    plate = box(x, y, width, height, PAPER, r=6) + box(x, foot - height / 7, width, height / 7, ink.accent)
    rows = line(f"M{x + width * 0.22:g} {foot - height * 0.34:g}H{x + width * 0.78:g}", ink.deep, 5)
    rows += line(f"M{x + width * 0.32:g} {foot - height * 0.25:g}H{x + width * 0.68:g}", SEAM, 4)
    return plate + rows + emblem(ink, middle, y + height * 0.36, size=min(width, height) * 0.17, colour=ink.dark)


def pouch(ink: Ink) -> str:
    """A flat-bottomed bag: coffee, tea, food for pets."""
    bag = path("M176 130H424L446 470Q448 502 418 502H182Q152 502 154 470Z", BODY)
    folds = path("M176 130H206L194 502H182Q152 502 154 470Z", SHADE) + path("M200 150L222 150L214 490L196 490Z", GLOSS)
    top = box(170, 104, 260, 40, ink.dark, r=6) + line("M180 124H420", ink.light, 3, dash="8 7")
    valve = disc(384, 186, 13, ink.deep) + disc(384, 186, 5, ink.light)
    return ground(330) + bag + folds + top + valve + label(ink, 214, 226, 172, 200)


def sack(ink: Ink) -> str:
    bag = path("M150 120Q300 96 450 120L468 300Q476 430 456 500Q300 516 144 500Q124 430 132 300Z", BODY)
    seam = line("M152 146Q300 122 448 146", ink.pale, 4, dash="10 8") + path(
        "M150 120Q170 300 144 500L190 506Q170 300 188 114Z", GLOSS
    )
    return ground(390) + bag + seam + label(ink, 200, 200, 200, 230)


def carton(ink: Ink) -> str:
    front = path("M130 180L380 200V500L130 476Z", BODY) + path("M380 200L470 166V450L380 500Z", ink.dark)
    top = path("M130 180L222 150L470 166L380 200Z", ink.light)
    stripe = path("M130 410L380 430V460L130 438Z", ink.accent) + path("M380 430L470 388V416L380 460Z", ink.deep)
    return (
        ground(400)
        + front
        + top
        + stripe
        + disc(254, 304, 66, ink.pale)
        + emblem(ink, 254, 304, size=34, colour=ink.deep)
    )


def gift_box(ink: Ink) -> str:
    base = box(130, 270, 340, 230, BODY, r=10) + box(112, 214, 376, 72, ink.light, r=10)
    ribbon = box(276, 214, 48, 286, ink.accent) + line(
        "M300 210C220 110 160 190 300 210C440 190 380 110 300 210", ink.accent, 20
    )
    return ground(400) + base + path("M130 286H470V306H130Z", SHADE) + ribbon


def bottle(ink: Ink) -> str:
    body = path("M222 220Q222 190 250 186H350Q378 190 378 220V470Q378 502 346 502H254Q222 502 222 470Z", TUBE)
    cap = box(256, 104, 88, 84, ink.deep, r=12) + box(262, 108, 16, 76, GLOSS, r=8)
    return ground(220) + body + cap + box(234, 206, 18, 270, GLOSS, r=9) + label(ink, 240, 264, 120, 176)


def pump_bottle(ink: Ink) -> str:
    body = box(206, 220, 188, 284, TUBE, r=34) + box(222, 240, 18, 240, GLOSS, r=9)
    pump = box(284, 150, 32, 74, METAL, r=6) + path(
        "M210 120Q212 100 240 100H326Q346 102 346 126V150H284V132H224V146H206Z", ink.deep
    )
    return ground(240) + body + pump + box(250, 196, 100, 30, ink.deep, r=8) + label(ink, 232, 280, 136, 170)


def dropper(ink: Ink) -> str:
    body = path("M218 300Q218 270 250 262H350Q382 270 382 300V478Q382 504 356 504H244Q218 504 218 478Z", TUBE)
    top = box(254, 206, 92, 60, GOLD, r=8) + path("M272 208V150Q272 104 300 104T328 150V208Z", ink.deep)
    return ground(220) + body + top + box(230, 290, 16, 190, GLOSS, r=8) + label(ink, 240, 330, 120, 140)


def tube(ink: Ink) -> str:
    body = path("M206 110H394L366 430H234Z", BODY) + path("M220 116H248L262 424H244Z", GLOSS)
    return (
        ground(200)
        + box(200, 92, 200, 26, ink.dark, r=4)
        + body
        + box(240, 428, 120, 76, ink.deep, r=12)
        + emblem(ink, 300, 210, size=34)
        + line("M262 300H338M272 324H328", ink.contrast, 6)
        + line("M250 444V490M270 444V490M330 444V490M350 444V490M310 444V490M290 444V490", GLOSS, 3)
    )


def jar(ink: Ink) -> str:
    body = box(136, 300, 328, 200, BODY, r=44) + box(156, 324, 22, 150, GLOSS, r=11)
    lid = box(124, 218, 352, 96, METAL if ink.chance(0.5) else WOOD, r=22) + box(136, 228, 328, 12, GLOSS, r=6)
    return ground(370) + body + lid + label(ink, 222, 336, 156, 140)


def glass_jars(ink: Ink) -> str:
    def one(x: int, top: int, width: int, filling: str) -> str:
        level = top + 60
        return (
            box(x, top, width, 500 - top, GLASS, r=22) + box(x + 8, level, width - 16, 492 - level, filling, r=16)
            + box(x - 6, top - 36, width + 12, 44, WOOD, r=12) + box(x + 14, top + 18, 12, 440 - top, GLOSS, r=6)
        )  # fmt: skip

    return ground(440) + one(96, 180, 130, "#d9a866") + one(242, 262, 120, ink.main) + one(378, 330, 120, "#8a5a3b")


def tin(ink: Ink) -> str:
    body = path("M176 190V470Q176 502 300 502T424 470V190Z", TUBE) + oval(300, 190, 124, 34, ink.light)
    lid = (
        path("M170 150V196Q200 232 300 232T430 196V150Z", ink.dark)
        + oval(300, 150, 130, 36, BODY)
        + oval(300, 146, 104, 26, GLOSS)
    )
    return ground(290) + body + lid + label(ink, 222, 268, 156, 196)


def flat_tin(ink: Ink) -> str:
    body = oval(300, 400, 176, 90, ink.deep) + path("M124 330V400H476V330Z", TUBE)
    return (
        ground(390, y=486)
        + body
        + oval(300, 330, 176, 90, BODY)
        + oval(300, 326, 146, 72, ink.light)
        + emblem(ink, 300, 326, size=44, colour=ink.deep)
    )


def ink_bottle(ink: Ink) -> str:
    glass = path("M150 330L210 260H390L450 330V480Q450 502 428 502H172Q150 502 150 480Z", GLASS)
    pool = path("M164 372H436V476Q436 490 422 490H178Q164 490 164 476Z", BODY)
    return (
        ground(340)
        + glass
        + pool
        + box(226, 172, 148, 92, "#2a2d35", r=14)
        + box(240, 180, 14, 74, GLOSS, r=7)
        + label(ink, 230, 350, 140, 112)
    )


def sachets(ink: Ink) -> str:
    def one(x: int, y: int, fill: str) -> str:
        return box(x, y, 170, 240, fill, r=10) + line(
            f"M{x + 8} {y + 20}H{x + 162}M{x + 8} {y + 220}H{x + 162}", SEAM, 3, dash="5 6"
        )

    back = (
        f'<g transform="rotate(-14 300 460)">{one(170, 170, ink.accent)}</g>'
        f'<g transform="rotate(12 300 460)">{one(290, 170, ink.dark)}</g>'
    )
    return ground(340) + back + one(215, 240, BODY) + label(ink, 240, 290, 120, 140)


SHAPES = {
    "coffee beans": pouch,
    "loose tea": tin,
    "storage jars": glass_jars,
    "laundry detergent": pump_bottle,
    "face cream": jar,
    "serum": dropper,
    "cleanser": pump_bottle,
    "shampoo": pump_bottle,
    "conditioner": bottle,
    "body lotion": pump_bottle,
    "hand cream": tube,
    "sunscreen": bottle,
    "toothpaste": tube,
    "shoe care": flat_tin,
    "lure set": flat_tin,
    "fountain pen ink": ink_bottle,
    "seeds": sachets,
    "plant food": bottle,
    "dog food": sack,
    "cat food": sack,
    "dog treats": pouch,
    "cat litter": sack,
    "nappies": carton,
    "board game": gift_box,
    "science kit": carton,
    "craft kit": carton,
}
CATEGORIES = {
    "pantry": pouch,
    "face": jar,
    "sun": bottle,
    "seeds-soil": sachets,
}
