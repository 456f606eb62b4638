"""Things to wear, but for shoes: laid flat, their weave from the product."""

from shop.demo.drawings.brush import (
    BODY,
    GLOSS,
    SEAM,
    SHADE,
    box,
    cloth,
    disc,
    line,
    mirrored,
    moved,
    oval,
    path,
    turned,
)
from shop.demo.drawings.ink import Ink, emblem


def tee(ink: Ink) -> str:
    body = cloth("M220 120L120 170L74 270L140 306L172 268V500H428V268L460 306L526 270L480 170L380 120Q300 190 220 120Z")
    neck = path("M220 120Q300 190 380 120L394 126Q300 216 206 126Z", ink.dark)
    seams = line("M172 268L180 210M428 268L420 210M172 482H428", SEAM, 3)
    pocket = box(330, 244, 62, 66, ink.dark, r=6) if ink.chance(0.5) else emblem(ink, 362, 250, size=13)
    return body + neck + seams + pocket


def shirt(ink: Ink) -> str:
    body = cloth("M222 112L128 160L68 470L126 488L178 300V504H422V300L474 488L532 470L472 160L378 112L300 170Z")
    collar = mirrored(path("M222 112L300 170L254 214L206 128Z", ink.light))
    placket = box(287, 168, 26, 336, ink.light) + "".join(disc(300, y, 6, ink.contrast) for y in range(210, 500, 56))
    pocket = path("M342 232H404V294L373 308L342 294Z", SHADE)
    return body + placket + collar + pocket + mirrored(line("M72 448L130 466", SEAM, 4))


def sweater(ink: Ink) -> str:
    body = cloth("M224 122L130 164L64 452L126 474L172 310V480H428V310L474 474L536 452L470 164L376 122Q300 172 224 122Z")
    ribs = "".join(line(f"M{x} 456V500", ink.deep, 3) for x in range(178, 428, 12))
    hem = box(168, 452, 264, 50, ink.dark, r=10) + ribs
    cuffs = mirrored(path("M62 448L130 472L120 504L54 480Z", ink.dark))
    neck = line("M224 126Q300 182 376 126", ink.dark, 26)
    knit = "".join(
        line(f"M{x} 210C{x + 24} 250 {x - 24} 290 {x} 330S{x - 24} 410 {x} 446", SEAM, 5) for x in (240, 300, 360)
    )
    return body + hem + cuffs + neck + (knit if ink.chance(0.6) or ink.says("fisherman", "cable") else "")


def hoodie(ink: Ink) -> str:
    hood = path("M206 150C190 60 410 60 394 150L300 214Z", ink.dark) + oval(300, 150, 56, 42, ink.deep)
    pocket = path("M228 372H372L404 448H196Z", ink.dark)
    cords = line("M276 186V276M324 186V276", ink.pale, 6)
    return sweater(ink) + hood + pocket + cords


def jacket(ink: Ink) -> str:
    body = path("M216 134L126 176L66 460L130 482L172 320V502H428V320L470 482L534 460L474 176L384 134Z", BODY)
    hood = path("M208 142C186 40 414 40 392 142Q300 184 208 142Z", ink.dark) + oval(300, 120, 62, 42, ink.deep)
    zip_line = line("M300 160V502", ink.accent, 9) + line("M300 160V502", ink.deep, 3, dash="4 5")
    pockets = mirrored(line("M214 372L240 446", ink.deep, 8) + line("M172 250L216 206L300 230", SEAM, 4))
    cuffs = mirrored(path("M74 428L142 450L130 482L66 460Z", ink.accent if ink.chance(0.4) else ink.dark))
    return body + hood + zip_line + pockets + cuffs + emblem(ink, 366, 268, size=13)


def down_jacket(ink: Ink) -> str:
    sleeves = mirrored("".join(box(74 + i * 14, 430 - i * 56, 86, 62, BODY, r=28) for i in range(5)))
    body = "".join(box(164, y, 272, 62, BODY, r=26) + box(186, y + 8, 90, 10, GLOSS, r=5) for y in range(166, 480, 54))
    hood = path("M200 176C180 56 420 56 400 176Z", ink.dark) + oval(300, 142, 62, 46, ink.deep)
    return sleeves + body + hood + line("M300 186V490", ink.deep, 8) + emblem(ink, 374, 250, size=13)


def coat(ink: Ink) -> str:
    body = cloth("M220 84L134 124L84 420L142 434L180 270L158 522H442L420 270L458 434L516 420L466 124L380 84Z")
    lapels = mirrored(path("M222 86L300 250L262 290L226 214L194 190Z", ink.dark))
    buttons = "".join(disc(x, y, 9, ink.deep) for x in (280, 322) for y in (310, 370, 430))
    return body + line("M300 250V522", SEAM, 4) + lapels + buttons + mirrored(box(190, 376, 66, 14, ink.dark, r=5))


def trousers(ink: Ink) -> str:
    legs = path("M194 84H406L436 510H334L300 230L266 510H164Z", BODY)
    waist = box(192, 78, 216, 34, ink.dark, r=6) + "".join(box(x, 76, 9, 40, ink.deep) for x in (216, 262, 330, 376))
    seams = line("M300 112V230M240 112L206 170M360 112L394 170", SEAM, 5)
    crease = mirrored(line("M232 200L214 500", GLOSS, 5))
    jeans = line("M240 112L206 170M360 112L394 170M170 490H262M338 490H430", "#d9a050", 3, dash="7 6")
    return legs + waist + seams + crease + (jeans if ink.says("jean") else "") + disc(300, 95, 7, "#d9b25f")


def shorts(ink: Ink) -> str:
    legs = cloth("M170 150H430L490 440H330L300 300L270 440H110Z")
    cord = line("M286 184Q270 240 284 262M314 184Q330 240 316 262", ink.contrast, 6)
    return legs + box(166, 142, 268, 42, ink.dark, r=10) + cord + mirrored(line("M118 416H272", SEAM, 4))


def dress(ink: Ink) -> str:
    skirt = cloth(
        "M222 92L178 130L150 226L196 240L222 214L238 280L140 516Q300 546 460 516"
        "L362 280L378 214L404 240L450 226L422 130L378 92L300 196Z"
    )
    belt = box(232, 270, 136, 26, ink.dark, r=8)
    bow = line("M352 284L388 372M352 284L364 384", ink.dark, 9) if ink.says("wrap") else ""
    buttons = "".join(disc(300, y, 6, ink.contrast) for y in range(216, 500, 42)) if ink.says("shirt") else ""
    return skirt + line("M270 296L220 520M330 296L384 520", SEAM, 4) + belt + bow + buttons


def socks(ink: Ink) -> str:
    one = cloth("M200 90H310V330Q312 352 340 366L420 410Q470 446 424 486Q390 508 340 486L230 428Q196 406 198 360Z")
    heel = path("M198 350Q196 410 234 430L276 390Q250 340 198 350Z", ink.accent) + path(
        "M402 398Q474 436 428 484Q400 500 380 494Q360 440 402 398Z", ink.accent
    )
    rib = box(194, 84, 122, 56, ink.dark, r=10) + "".join(line(f"M{x} 92V134", SEAM, 3) for x in range(206, 312, 12))
    sock = one + heel + rib
    return moved(turned(sock, 8), 70, -10, scale=0.96) + moved(sock, -60, 24, scale=0.96)


def beanie(ink: Ink) -> str:
    dome = cloth("M130 400C120 150 240 110 300 110S480 150 470 400Z")
    ribs = "".join(line(f"M300 116Q{300 + k * 62} 200 {300 + k * 56} 400", SEAM, 4) for k in range(-2, 3))
    cuff = box(112, 370, 376, 110, ink.dark, r=30) + "".join(
        line(f"M{x} 384V468", SEAM, 4) for x in range(136, 480, 20)
    )
    bobble = disc(300, 104, 46, ink.accent) if ink.chance(0.4) else ""
    return bobble + dome + ribs + cuff + box(380, 400, 60, 44, ink.contrast, r=5)


def scarf(ink: Ink) -> str:
    loop = line("M180 210C180 90 420 90 420 210C420 300 180 300 180 210", ink.dark, 78) + line(
        "M186 196C200 110 400 110 414 196", ink.light, 12
    )
    tail = cloth("M236 250H350L374 480H252Z") + "".join(box(242, y, 124, 14, ink.accent, r=3) for y in (400, 430))
    fringe = "".join(line(f"M{x} 482V520", ink.dark, 5) for x in range(258, 376, 12))
    return loop + turned(tail + fringe, 9, x=300, y=260)


def gloves(ink: Ink) -> str:
    fingers = "".join(box(x, y, 38, 170, BODY, r=19) for x, y in ((128, 176), (170, 138), (212, 148), (252, 190)))
    palm = box(128, 260, 162, 180, BODY, r=40) + turned(box(270, 280, 44, 140, BODY, r=22), 34, x=290, y=390)
    cuff = box(132, 420, 154, 84, ink.dark, r=14) + line("M140 446H278", ink.accent, 10)
    grip = "".join(disc(x, y, 6, ink.deep) for x in range(160, 270, 26) for y in range(300, 400, 26))
    one = fingers + palm + cuff + (grip if ink.says("grip", "thorn") else emblem(ink, 208, 340, size=18))
    return moved(turned(one, -8), 0, 20, scale=0.9) + moved(
        turned(f'<g transform="matrix(-1 0 0 1 600 0)">{one}</g>', 8), 60, 20, scale=0.9
    )


SHAPES = {
    "t-shirt": tee, "shirt": shirt, "sweater": sweater, "hoodie": hoodie, "rain jacket": jacket,
    "down jacket": down_jacket, "coat": coat, "jeans": trousers, "trousers": trousers, "dress": dress,
    "shorts": shorts, "socks": socks, "beanie": beanie, "scarf": scarf, "gloves": gloves, "gardening gloves": gloves,
}  # fmt: skip
CATEGORIES = {"tops": tee, "knitwear": sweater, "jackets": jacket, "trousers": trousers, "dresses": dress}
