"""Things of the home: light, scent, air, linen and what cleans."""

from shop.demo.drawings.brush import (
    BODY,
    GLASS,
    GLOSS,
    GOLD,
    METAL,
    NIGHT,
    PAPER,
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
    turned,
)  # fmt: skip
from shop.demo.drawings.house import pillow
from shop.demo.drawings.ink import Ink
from shop.demo.drawings.packs import label

GLOW = "rgba(255,226,150,.45)"
WARM = "#ffe9b0"


def candle(ink: Ink) -> str:
    flame = disc(300, 150, 80, GLOW) + path("M300 80Q346 150 322 184Q300 204 278 184Q254 150 300 80Z", "#f7a93b")
    glass = (
        box(176, 226, 248, 278, GLASS, r=26) + box(188, 290, 224, 204, BODY, r=20) + oval(300, 292, 112, 22, ink.pale)
    )
    return (
        ground(300)
        + glass
        + flame
        + line("M300 190V284", "#3b2f2a", 7)
        + label(ink, 228, 340, 144, 130)
        + box(200, 240, 16, 240, GLOSS, r=8)
    )


def vase(ink: Ink) -> str:
    stems = line("M300 190Q280 120 230 70M300 190Q310 110 370 60M300 190V90", "#5b8a52", 8)
    buds = "".join(disc(x, y, 26, ink.accent) + disc(x, y, 10, WARM) for x, y in ((226, 66), (372, 58), (300, 84)))
    body = path("M250 180H350Q340 230 400 300Q460 420 380 502H220Q140 420 200 300Q260 230 250 180Z", BODY)
    ribs = line("M240 280Q190 400 250 490M300 250V496M360 280Q410 400 350 490", SEAM, 5)
    return ground(290) + stems + buds + body + ribs + oval(300, 180, 50, 12, ink.deep)


def reed_diffuser(ink: Ink) -> str:
    reeds = line("M290 260L200 70M296 260L260 50M304 260L340 50M310 260L410 80", "#a3784c", 9)
    glass = path("M264 240H336V300Q420 320 420 400V480Q420 502 396 502H204Q180 502 180 480V400Q180 320 264 300Z", GLASS)
    oil = path("M194 400H406V476Q406 490 390 490H210Q194 490 194 476Z", BODY)
    return ground(290) + reeds + glass + oil + box(254, 230, 92, 34, GOLD, r=8) + label(ink, 240, 360, 120, 116)


def bulb(ink: Ink) -> str:
    glass = disc(300, 240, 220, GLOW) + path("M240 380Q236 340 200 310A140 140 0 1 1 400 310Q364 340 360 380Z", WARM)
    wire = line("M270 380V260L286 230L300 260L314 230L330 260V380", ink.accent, 7)
    cap = (
        box(240, 378, 120, 84, METAL, r=10)
        + line("M240 404H360M240 430H360", SEAM, 7)
        + path("M262 462H338L316 498H284Z", NIGHT)
    )
    return glass + line("M206 240Q210 160 280 140", "#fff", 14) + wire + cap


def floor_lamp(ink: Ink) -> str:
    glow = path("M230 190H370L440 300H160Z", GLOW)
    return (
        ground(240)
        + glow
        + box(292, 180, 16, 310, METAL)
        + oval(300, 494, 84, 14, ink.dark)
        + path("M246 60H354L410 196H190Z", BODY)
        + oval(300, 196, 110, 12, WARM)
    )


def pendant(ink: Ink) -> str:
    ribs = "".join(
        line(f"M{300 - w} {y}Q300 {y + 26} {300 + w} {y}", SEAM, 4)
        for y, w in ((220, 128), (280, 158), (340, 150), (400, 96))
    )
    shade = oval(300, 310, 164, 140, PAPER) + oval(300, 310, 164, 140, GLOW)
    return (
        line("M300 0V170", ink.deep, 7)
        + box(274, 150, 52, 30, ink.dark, r=8)
        + disc(300, 310, 210, GLOW)
        + shade
        + ribs
        + oval(300, 446, 50, 12, WARM)
    )


def night_light(ink: Ink) -> str:
    cap = path("M110 300Q120 120 300 120T490 300Q300 350 110 300Z", BODY)
    spots = disc(220, 220, 26, ink.pale) + disc(320, 180, 30, ink.pale) + disc(400, 250, 24, ink.pale)
    stem = path("M236 310H364L390 500H210Z", WARM)
    eyes = mirrored(disc(270, 400, 9, "#33353d")) + line("M282 430Q300 446 318 430", "#33353d", 6)
    return ground(280) + disc(300, 330, 220, GLOW) + stem + eyes + cap + spots


def humidifier(ink: Ink) -> str:
    mist = line("M260 180Q220 130 260 90T240 30M340 180Q300 130 340 90T320 30", "rgba(255,255,255,.85)", 22)
    body = path("M300 180Q440 260 440 390Q440 502 370 502H230Q160 502 160 390Q160 260 300 180Z", BODY)
    water = path("M168 420H432Q426 490 370 502H230Q174 490 168 420Z", ink.dark) + disc(300, 456, 16, ink.accent)
    return ground(310) + mist + body + water + line("M210 300Q230 260 260 244", GLOSS, 16)


def tower_fan(ink: Ink) -> str:
    tower = box(226, 80, 148, 390, BODY, r=50) + box(250, 140, 100, 290, NIGHT, r=20)
    slats = "".join(box(258, y, 84, 6, "#7b828e", r=3) for y in range(156, 424, 16))
    return (
        ground(300)
        + oval(300, 488, 130, 22, ink.dark)
        + box(270, 460, 60, 30, ink.dark)
        + tower
        + slats
        + disc(300, 112, 12, ink.accent)
    )


def purifier(ink: Ink) -> str:
    body = box(150, 90, 300, 412, BODY, r=44) + box(180, 120, 240, 50, NIGHT, r=20)
    holes = "".join(disc(x, y, 8, ink.deep) for x in range(190, 430, 28) for y in range(310, 470, 28))
    ring = disc(300, 232, 40, ink.dark) + disc(300, 232, 28, "#7fd6b0")
    return (
        ground(350)
        + body
        + holes
        + ring
        + line("M200 145H400", "#7b828e", 6, dash="2 14")
        + box(166, 120, 14, 350, GLOSS, r=7)
    )


def filter_pack(ink: Ink) -> str:
    pleats = "".join(box(x, 130, 10, 350, SHADE) for x in range(160, 440, 22))
    frame = box(120, 100, 360, 404, BODY, r=14) + box(146, 126, 308, 352, PAPER, r=6)
    return ground(390) + frame + pleats + path("M300 420H440V470H300Z", ink.accent) + line("M320 446H410", "#fff", 7)


def vacuum(ink: Ink) -> str:
    stick = line("M330 150L180 450", METAL, 26) + path("M60 440H280Q296 440 296 470V496H60Q44 496 44 470Z", ink.dark)
    motor = turned(box(290, 120, 130, 150, BODY, r=36) + box(300, 230, 110, 96, GLASS, r=20), 24, x=350, y=200)
    grip = line("M420 120Q520 130 470 250", NIGHT, 30)
    return (
        ground(360, x=260) + stick + grip + motor + disc(356, 180, 26, ink.accent) + box(70, 486, 210, 16, NIGHT, r=8)
    )


def blanket(ink: Ink) -> str:
    folds = "".join(
        cloth(f"M90 {y}Q300 {y - 24} 510 {y}V{y + 70}Q300 {y + 50} 90 {y + 70}Z")
        + line(f"M90 {y + 70}Q300 {y + 50} 510 {y + 70}", ink.deep, 5)
        for y in (400, 320, 240)
    )
    fringe = "".join(line(f"M{x} 466V500", ink.light, 6) for x in range(100, 510, 18))
    return ground(460) + fringe + folds + path("M90 244Q90 190 140 186H460Q510 190 510 240Q300 216 90 244Z", ink.light)


def bed_linen(ink: Ink) -> str:
    head = box(70, 120, 460, 200, WOOD, r=24)
    pillows = mirrored(path("M96 230Q190 206 284 230Q292 280 284 330Q190 316 96 330Q88 280 96 230Z", ink.pale))
    cover = cloth("M60 330Q300 296 540 330V490H60Z") + path("M60 330Q300 296 540 330V376Q300 340 60 376Z", ink.light)
    return ground(520) + head + pillows + cover + line("M60 380Q300 344 540 380", ink.dark, 4, dash="9 8")


SHAPES = {
    "scented candle": candle, "vase": vase, "reed diffuser": reed_diffuser, "light bulb": bulb,
    "floor lamp": floor_lamp, "pendant lamp": pendant, "night light": night_light, "humidifier": humidifier,
    "fan": tower_fan, "air purifier": purifier, "replacement filter": filter_pack, "vacuum cleaner": vacuum,
    "blanket": blanket, "bed linen": bed_linen, "pillow": pillow,
}  # fmt: skip
