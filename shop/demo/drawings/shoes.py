"""Things for the feet."""

from shop.demo.drawings.brush import BODY, GLOSS, METAL, box, cloth, disc, ground, line, mirrored, oval, path
from shop.demo.drawings.ink import Ink, emblem

UPPER = "M92 400C84 330 96 270 108 226Q150 250 196 216L236 232Q300 330 420 356Q520 376 528 432V446H92Z"


def runner(ink: Ink) -> str:
    upper = cloth(UPPER)
    toe = path("M430 358Q520 376 528 440H404Q404 390 430 358Z", ink.dark)
    heel = path("M92 400C84 330 96 270 108 226Q126 238 150 236L162 446H92Z", ink.dark)
    sole = path("M70 436Q300 452 540 430Q552 476 500 490H110Q66 484 70 436Z", "#f7f5f1") + path(
        "M78 470H528Q516 496 490 498H118Q84 494 78 470Z", ink.accent
    )
    stripe = ink.pick(("M210 430Q260 360 330 350", "M190 440L260 318M230 440L300 346", "M180 400Q280 450 400 380"))
    return ground(470) + upper + toe + heel + line(stripe, ink.contrast, 14) + _laces(ink) + sole


def trail_runner(ink: Ink) -> str:
    lugs = "".join(box(x, 484, 24, 22, "#24262d", r=5) for x in range(96, 500, 36))
    guard = path("M420 372Q532 380 534 450H380Q392 400 420 372Z", ink.deep)
    mid = path("M68 440Q300 456 542 434Q550 470 520 488H96Q64 476 68 440Z", ink.accent)
    upper = cloth(UPPER) + line("M160 440L220 280M230 440L280 330M300 440L340 370", ink.deep, 9)
    loop = line("M104 228Q84 190 124 214", ink.accent, 9)
    return ground(470) + lugs + loop + upper + guard + mid + _laces(ink)


def _laces(ink: Ink) -> str:
    tongue = path("M192 218L222 176Q250 180 256 210L246 246Z", ink.dark)
    rows = "".join(line(f"M{236 + k * 34} {266 + k * 24}L{270 + k * 34} {244 + k * 26}", "#fff", 8) for k in range(4))
    return tongue + rows


def sneaker(ink: Ink) -> str:
    upper = cloth("M96 430V250Q150 262 200 226L246 240L330 334Q440 350 500 392Q516 408 514 440H96Z")
    toe = path("M424 362Q516 388 516 444H390Q390 392 424 362Z", "#f5f2ec") if ink.chance(0.5) else ""
    sole = box(80, 432, 448, 62, "#faf8f4", r=24) + line("M92 462H516", ink.accent, 6)
    return (
        ground(460)
        + upper
        + line("M100 300H160", ink.contrast, 12)
        + toe
        + _laces(ink)
        + sole
        + emblem(ink, 180, 360, size=20)
    )


def boot(ink: Ink) -> str:
    upper = path("M170 110H340V318Q400 350 476 370Q526 386 524 450H170Z", BODY)
    gore = path("M236 118H290L280 280H246Z", ink.deep)
    laces = line("M300 150L352 170M300 200L356 216M302 250L362 264M316 300L384 306", ink.contrast, 8) + "".join(
        disc(302, y, 6, "#d9b25f") for y in (150, 200, 250, 300)
    )
    sole = path("M160 446H530V476Q530 486 510 486H280L270 506H160Z", ink.deep)
    loop = line("M178 112Q178 76 204 112", ink.accent, 10)
    gloss = path("M188 130H212L206 420H190Z", GLOSS)
    return ground(420) + loop + upper + gloss + (gore if ink.says("chelsea") else laces) + sole


def hiking_boot(ink: Ink) -> str:
    lugs = "".join(box(x, 486, 30, 22, "#1f2127", r=4) for x in range(150, 516, 42))
    collar = box(158, 108, 194, 56, ink.deep, r=26)
    rand = path("M160 420H330Q420 400 540 420V462H160Z", ink.deep)
    return lugs + boot(ink) + collar + rand + line("M166 466H536", ink.accent, 16)


def sandal(ink: Ink) -> str:
    sole = path("M70 440Q180 400 300 424T540 420Q560 460 520 480Q300 500 90 486Q56 470 70 440Z", "#b98c58") + path(
        "M64 464Q300 500 546 456Q546 500 500 502H110Q66 500 64 464Z", "#33353d"
    )
    straps = (
        line("M380 430Q420 300 500 420", ink.dark, 46)
        + line("M200 428Q240 270 330 424", ink.main, 46)
        + line("M210 330Q120 300 100 430", ink.dark, 26)
    )
    slide = (
        path("M270 430Q300 250 420 280Q500 320 510 424Q400 450 270 430Z", BODY)
        + line("M300 380Q340 300 420 310", GLOSS, 12)
        + disc(360, 340, 13, "#d9b25f")
    )
    return ground(480) + sole + (slide if ink.says("slide") else straps)


def slipper(ink: Ink) -> str:
    sole = box(70, 446, 466, 50, ink.deep, r=25)
    upper = cloth("M250 450Q244 290 380 296Q520 330 524 450Z") + path("M82 450Q90 400 170 414L262 440V450Z", ink.pale)
    return ground(480) + sole + upper + line("M256 430Q256 300 380 300", ink.pale, 26) + emblem(ink, 410, 390, size=22)


def insoles(ink: Ink) -> str:
    one = path(
        "M200 110C260 90 290 160 276 240C266 300 286 360 278 430"
        "C270 510 180 510 172 430C164 350 150 300 146 230C142 160 160 120 200 110Z",
        BODY,
    )
    pad = (
        oval(224, 432, 34, 46, ink.accent)
        + oval(212, 190, 40, 50, ink.dark)
        + line("M200 260Q216 310 212 360", ink.pale, 8)
    )
    return mirrored(one + pad)


def laces(ink: Ink) -> str:
    strands = line("M150 120C520 120 90 260 300 300S520 420 150 470", ink.dark, 20) + line(
        "M150 120C520 120 90 260 300 300S520 420 150 470", ink.pale, 7, dash="12 16"
    )
    other = line("M450 120C80 120 510 260 300 300S80 420 450 470", ink.main, 20) + line(
        "M450 120C80 120 510 260 300 300S80 420 450 470", ink.accent, 7, dash="12 16"
    )
    tips = "".join(box(x - 24, y - 9, 48, 18, METAL, r=8) for x in (140, 460) for y in (120, 470))
    return strands + other + tips


SHAPES = {
    "trail running shoe": trail_runner, "hiking shoe": trail_runner, "road running shoe": runner, "sneaker": sneaker,
    "ankle boot": boot, "hiking boot": hiking_boot, "sandal": sandal, "slipper": slipper, "insoles": insoles,
    "shoelaces": laces,
}  # fmt: skip
CATEGORIES = {
    "shoes": runner, "trail-shoes": trail_runner, "running-shoes": runner, "sneakers": sneaker, "boots": boot,
    "sandals": sandal,
}  # fmt: skip
