"""Things for a night or a day outside: shelter, light, fire, drink and fishing."""

from shop.demo.drawings.brush import (
    BODY,
    GLOSS,
    METAL,
    NIGHT,
    SEAM,
    SHADE,
    TUBE,
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
from shop.demo.drawings.house import tent
from shop.demo.drawings.ink import Ink, emblem

BEAM = "rgba(255,232,160,.55)"


def footprint(ink: Ink) -> str:
    sheet = cloth("M60 400L190 210H410L540 400Z") + line("M72 394L196 218H404L528 394Z", ink.dark, 6)
    pegs = "".join(
        disc(x, y, 14, METAL) + disc(x, y, 6, ink.deep) for x, y in ((196, 218), (404, 218), (72, 394), (528, 394))
    )
    return ground(500, y=420) + sheet + path("M410 210L540 400H400Z", SHADE) + pegs + emblem(ink, 290, 320, size=36)


def tarp(ink: Ink) -> str:
    poles = line("M90 220V500M510 220V500", METAL, 12) + line("M90 220L30 490M510 220L570 490", ink.accent, 4)
    sail = path("M90 220Q300 300 510 220L460 360Q300 400 140 360Z", BODY) + path(
        "M90 220Q300 120 510 220Q300 300 90 220Z", ink.light
    )
    return ground(500) + poles + sail + line("M300 171V260", SEAM, 5)


def sleeping_bag(ink: Ink) -> str:
    bag = path("M180 200Q180 70 300 70T420 200L390 460Q380 512 300 512T210 460Z", BODY)
    baffles = "".join(
        line(f"M{190 + k * 4} {y}Q300 {y + 26} {410 - k * 4} {y}", ink.dark, 5)
        for k, y in enumerate(range(250, 480, 46))
    )
    hood = oval(300, 170, 74, 66, ink.deep) + oval(300, 182, 54, 46, ink.pale)
    return turned(bag + baffles + hood + line("M372 210L350 440", ink.accent, 8, dash="5 7"), 16)


def sleeping_mat(ink: Ink) -> str:
    mat = path("M70 300L170 190H540L500 330Q480 400 400 400H130Q70 390 70 300Z", BODY)
    ribs = line("M110 300L200 200M190 320L270 200M270 330L340 200M350 340L410 200M430 340L480 200", SEAM, 7)
    roll = (
        disc(130, 360, 84, ink.dark)
        + disc(130, 360, 60, BODY)
        + disc(130, 360, 36, ink.dark)
        + disc(130, 360, 14, ink.pale)
    )
    return ground(500, y=440) + mat + ribs + roll + disc(520, 220, 14, ink.accent)


def rain_cover(ink: Ink) -> str:
    drops = "".join(
        path(f"M{x} {y}q22 36 0 48q-22 -12 0 -48Z", "#7fa9cf")
        for x, y in ((120, 70), (250, 40), (380, 50), (490, 110), (80, 220))
    )
    cover = path("M150 270Q150 110 300 110T450 270V420Q450 490 380 490H220Q150 490 150 420Z", BODY)
    hem = line("M166 450Q200 482 240 470T320 480T400 470T440 446", ink.dark, 14)
    return ground(340) + drops + cover + hem + box(200, 330, 200, 22, "#e9edf0", r=6) + emblem(ink, 300, 230, size=36)


def headlamp(ink: Ink) -> str:
    strap = line("M150 300C110 60 490 60 450 300", ink.main, 34) + line(
        "M150 300C110 60 490 60 450 300", ink.light, 6, dash="14 12"
    )
    beam = path("M250 380L90 560H510L350 380Z", BEAM)
    lamp = box(200, 250, 200, 150, NIGHT, r=40) + disc(300, 326, 58, METAL) + disc(300, 326, 42, "#fff3c4")
    return (
        beam
        + strap
        + line("M150 300Q156 340 210 330M450 300Q444 340 390 330", ink.main, 34)
        + lamp
        + box(270, 240, 60, 20, ink.accent, r=8)
    )


def lantern(ink: Ink) -> str:
    handle = line("M210 200C210 40 390 40 390 200", METAL, 12)
    globe = (
        disc(300, 300, 200, BEAM) + box(206, 210, 188, 200, "#fff0b8", r=30) + box(284, 250, 32, 140, "#fffdf2", r=14)
    )
    bars = line("M206 200V420M394 200V420M260 200V420M340 200V420", ink.deep, 8)
    return (
        ground(280)
        + handle
        + globe
        + bars
        + path("M190 210L230 150H370L410 210Z", ink.dark)
        + box(180, 404, 240, 98, BODY, r=20)
        + disc(300, 452, 20, ink.accent)
    )


def stove(ink: Ink) -> str:
    flame = "".join(path(f"M{x} 190q-26 -50 0 -96q26 46 0 96Z", "#4f8fd8") for x in (236, 279, 321, 364))
    arms = line("M300 250L180 190H150M300 250L420 190H450", METAL, 16) + box(216, 190, 168, 28, METAL, r=12)
    can = path("M190 350Q190 316 300 316T410 350V500H190Z", BODY) + box(190, 400, 220, 60, ink.pale)
    valve = (
        box(276, 216, 48, 104, METAL, r=8)
        + line("M324 280H420", "#8e959e", 10)
        + box(410, 262, 50, 36, ink.accent, r=8)
    )
    return ground(260) + flame + arms + can + valve + emblem(ink, 300, 430, size=24, colour=ink.deep)


def water_bottle(ink: Ink) -> str:
    body = path("M210 230Q210 190 250 180H350Q390 190 390 230V470Q390 502 358 502H242Q210 502 210 470Z", TUBE)
    loop = line("M250 120Q300 50 350 120", ink.deep, 20)
    return (
        ground(230)
        + loop
        + box(244, 112, 112, 74, ink.deep, r=14)
        + body
        + box(210, 400, 180, 30, ink.accent)
        + box(224, 220, 16, 250, GLOSS, r=8)
        + emblem(ink, 306, 310, size=36)
    )


def flask(ink: Ink) -> str:
    body = box(200, 200, 200, 304, TUBE, r=26) + box(200, 200, 200, 26, METAL) + box(200, 470, 200, 34, METAL, r=12)
    cup = path("M214 60H386L396 200H204Z", METAL) + line("M396 90Q460 100 394 170", METAL, 18)
    return ground(240) + body + cup + box(216, 240, 16, 220, GLOSS, r=8) + emblem(ink, 306, 340, size=38)


def fishing_rod(ink: Ink) -> str:
    rod = (
        line("M90 500L250 320", ink.deep, 22)
        + line("M90 500L140 444", "#c9985e", 30)
        + line("M250 320L540 60", ink.main, 9)
    )
    rings = "".join(disc(x, y, 11, METAL) for x, y in ((330, 248), (410, 176), (480, 114)))
    reel = (
        line("M226 346L270 400", METAL, 14)
        + disc(282, 414, 48, NIGHT)
        + disc(282, 414, 24, METAL)
        + line("M282 414L340 450", METAL, 12)
    )
    float_ = (
        line("M540 60Q560 240 500 400", SEAM, 3)
        + oval(500, 420, 20, 34, "#c93a3a")
        + path("M480 420a20 34 0 0 0 40 0Z", "#ffffff")
    )
    return rod + rings + reel + float_


def rod_stand(ink: Ink) -> str:
    legs = line("M230 200L130 500M230 200L320 500M430 230L360 500M430 230L520 500", METAL, 16)
    rests = line("M200 160Q230 210 260 160M400 190Q430 240 460 190", ink.dark, 16)
    return (
        ground(460)
        + legs
        + line("M230 206L430 236", ink.main, 22)
        + rests
        + line("M60 176L570 214", ink.deep, 9)
        + disc(330, 221, 18, ink.accent)
    )


def folding_chair(ink: Ink) -> str:
    frame = line("M150 500L440 290M440 500L170 290M170 290L130 90M440 290L480 90", METAL, 16)
    back = cloth("M134 100Q300 130 476 100L450 270Q300 300 160 270Z")
    seat = path("M150 290H460L440 350Q300 376 170 350Z", ink.dark)
    return (
        ground(380) + frame + back + seat + mirrored(box(96, 230, 90, 24, NIGHT, r=10)) + emblem(ink, 300, 190, size=36)
    )


def tackle_box(ink: Ink) -> str:
    drawers = "".join(box(110, y, 380, 74, ink.light, r=8) + box(260, y + 24, 80, 22, NIGHT, r=10) for y in (300, 384))
    body = box(90, 220, 420, 280, BODY, r=20) + line("M220 150Q220 100 300 100T380 150", ink.deep, 24)
    lid = path("M90 260L120 150H480L510 260Z", ink.dark) + mirrored(box(150, 236, 50, 48, METAL, r=6))
    return ground(450) + body + drawers + lid + emblem(ink, 300, 206, size=26)


SHAPES = {
    "tent": tent, "tent footprint": footprint, "tarp": tarp, "sleeping bag": sleeping_bag,
    "sleeping mat": sleeping_mat, "rain cover": rain_cover, "headlamp": headlamp, "camping lantern": lantern,
    "camping stove": stove, "water bottle": water_bottle, "vacuum flask": flask, "fishing rod": fishing_rod,
    "rod stand": rod_stand, "fishing chair": folding_chair, "tackle box": tackle_box,
}  # fmt: skip
