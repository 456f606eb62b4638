"""Things of the kitchen: what cuts, what brews, what cooks and what is eaten from."""

from shop.demo.drawings.brush import (
    BODY,
    GLASS,
    GLOSS,
    METAL,
    NIGHT,
    PAPER,
    SEAM,
    SHADE,
    TUBE,
    WOOD,
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
from shop.demo.drawings.house import kettle
from shop.demo.drawings.ink import Ink, emblem


def knife(ink: Ink) -> str:
    blade = path("M40 330Q150 250 390 250V350H140Q80 350 40 330Z", METAL) + line("M60 330Q130 344 384 338", GLOSS, 8)
    handle = box(386, 246, 180, 66, BODY, r=22) + box(380, 246, 22, 80, ink.dark, r=4)
    return turned(blade + handle + "".join(disc(x, 279, 8, METAL) for x in (430, 476, 522)), -22)


def cutting_board(ink: Ink) -> str:
    squares = "".join(
        box(120 + 60 * column, 200 + 60 * row, 60, 60, SHADE)
        for row in range(4)
        for column in range(6)
        if (row + column) % 2
    )
    board = box(104, 184, 392, 288, WOOD, r=24) + squares
    grip = box(264, 110, 72, 90, WOOD, r=26) + disc(300, 146, 14, ink.deep)
    return ground(420, y=486) + turned(grip + board, -6)


def sharpener(ink: Ink) -> str:
    slots = "".join(path(f"M{x - 26} 296H{x + 26}L{x} 388Z", NIGHT) + disc(x, 400, 12, METAL) for x in (210, 310))
    body = path("M120 296H400Q520 300 530 500H100Z", BODY)
    return (
        ground(460) + body + slots + path("M400 330Q470 340 486 440H420Z", SHADE) + box(90, 480, 450, 24, ink.deep, r=8)
    )


def toaster(ink: Ink) -> str:
    bread = "".join(
        box(x, 140, 130, 140, "#c98a4a", r=34) + box(x + 12, 152, 106, 120, "#efd3a0", r=26) for x in (150, 310)
    )
    body = box(90, 230, 420, 250, BODY, r=60) + box(120, 240, 340, 20, GLOSS, r=10)
    return (
        ground(440)
        + bread
        + body
        + mirrored(box(130, 474, 50, 28, NIGHT, r=8))
        + box(490, 300, 44, 26, NIGHT, r=8)
        + disc(420, 410, 26, METAL)
        + emblem(ink, 260, 370, size=30)
    )


def blender(ink: Ink) -> str:
    jug = path("M190 120H410L376 360H224Z", GLASS) + path("M200 210H400L376 360H224Z", ink.accent)
    handle = line("M410 160C500 160 480 320 388 320", NIGHT, 24)
    base = path("M210 360H390L430 500H170Z", BODY) + disc(300, 438, 32, METAL) + disc(300, 438, 14, NIGHT)
    return ground(320) + handle + jug + box(180, 90, 240, 40, NIGHT, r=12) + base + line("M230 150L246 330", GLOSS, 12)


def air_fryer(ink: Ink) -> str:
    body = path("M150 240Q150 100 300 100T450 240V450Q450 500 400 500H200Q150 500 150 450Z", BODY)
    drawer = (
        box(170, 280, 260, 190, ink.dark, r=24)
        + box(262, 320, 76, 120, NIGHT, r=20)
        + box(278, 334, 44, 80, METAL, r=14)
    )
    return ground(340) + body + drawer + box(220, 160, 160, 64, NIGHT, r=20) + disc(300, 192, 18, ink.accent)


def espresso_machine(ink: Ink) -> str:
    frame = box(120, 110, 360, 110, BODY, r=20) + box(120, 200, 120, 260, BODY) + box(100, 450, 400, 52, METAL, r=12)
    group = (
        box(300, 220, 120, 36, METAL, r=8) + box(316, 256, 88, 34, NIGHT, r=10) + line("M404 274L520 262", NIGHT, 22)
    )
    cup = path("M316 380H404L392 450H328Z", PAPER) + line("M404 396Q436 400 398 430", "#e2d9c8", 10)
    lever = line("M360 110L430 40", METAL, 14) + disc(430, 40, 20, ink.deep)
    coffee = line("M348 292V380M372 292V380", "#4b3022", 6)
    return (
        ground(440)
        + lever
        + frame
        + group
        + coffee
        + cup
        + disc(180, 166, 30, PAPER)
        + line("M180 166L192 150", NIGHT, 5)
    )


def moka_pot(ink: Ink) -> str:
    base = path("M220 320H380L420 500H180Z", METAL) + path("M270 320H300L290 500H250Z", GLOSS)
    top = path("M180 150H420L384 310H216Z", TUBE) + path("M180 150L140 140L196 210Z", ink.dark)
    lid = path("M180 150L300 96L420 150Z", ink.dark) + disc(300, 88, 18, NIGHT)
    return ground(300) + line("M414 170H490L470 320", NIGHT, 28) + base + box(206, 304, 188, 26, NIGHT, r=8) + top + lid


def grinder(ink: Ink) -> str:
    crank = line("M300 130V90H440", METAL, 18) + disc(440, 76, 28, WOOD)
    body = box(210, 150, 180, 210, TUBE, r=16) + box(222, 350, 156, 150, GLASS, r=18)
    beans = path("M228 420H372V480Q372 494 356 494H244Q228 494 228 480Z", "#4b3022")
    return ground(230) + crank + body + beans + box(204, 130, 192, 34, METAL, r=12) + emblem(ink, 300, 256, size=30)


def pour_over(ink: Ink) -> str:
    cone = path("M150 110H450L326 300H274Z", BODY) + path("M150 110H210L290 300H274Z", GLOSS)
    glass = path("M274 290H326L430 470Q434 502 400 502H200Q166 502 170 470Z", GLASS)
    coffee = path("M226 374H374L420 470Q422 490 396 490H204Q178 490 180 470Z", "#5b3a26")
    return ground(330) + glass + coffee + cone + box(256, 270, 88, 44, ink.deep, r=12) + oval(300, 112, 150, 20, PAPER)


def paper_filters(ink: Ink) -> str:
    def one(fill: str) -> str:
        return path("M110 170Q300 100 490 170L330 470H270Z", fill) + line("M290 466L480 176", SEAM, 4, dash="8 7")

    return (
        ground(240, y=490)
        + turned(one("#d8cbb4"), -16, y=470)
        + turned(one("#e6dcc8"), -5, y=470)
        + turned(one(PAPER) + emblem(ink, 300, 250, size=24, colour=ink.main), 8, y=470)
    )


def casserole(ink: Ink) -> str:
    handles = mirrored(line("M110 320C50 320 50 380 116 380", ink.dark, 26))
    body = path("M104 280H496V430Q496 500 420 500H180Q104 500 104 430Z", BODY) + box(130, 310, 26, 140, GLOSS, r=13)
    lid = path("M90 276Q120 190 300 186T510 276Z", ink.light) + box(84, 266, 432, 26, ink.dark, r=12)
    return ground(440) + handles + body + lid + box(262, 146, 76, 44, METAL, r=16)


def plates(ink: Ink) -> str:
    stack = "".join(oval(300, 440 - 24 * k, 220, 62, BODY if k % 2 else ink.dark) for k in range(4))
    return (
        ground(470, y=480)
        + stack
        + oval(300, 350, 220, 66, ink.pale)
        + oval(300, 352, 140, 38, BODY)
        + oval(300, 358, 128, 30, ink.light)
    )


def bowl(ink: Ink) -> str:
    body = path("M80 270H520Q500 440 370 480H230Q100 440 80 270Z", BODY) + path(
        "M110 300Q130 420 220 460L190 420Q140 380 130 300Z", GLOSS
    )
    return (
        ground(320)
        + box(220, 470, 160, 32, ink.dark, r=10)
        + body
        + oval(300, 270, 220, 56, ink.pale)
        + oval(300, 276, 196, 44, ink.dark)
    )


def teapot(ink: Ink) -> str:
    pot = oval(270, 330, 150, 120, BODY) + oval(220, 290, 36, 50, GLOSS) + box(216, 438, 108, 22, ink.dark, r=8)
    top = oval(270, 222, 74, 22, ink.dark) + disc(270, 196, 18, ink.deep)
    spout = path("M130 330Q70 300 60 220L92 214Q110 270 160 280Z", BODY)
    cup = path("M400 400H540Q534 496 500 500H440Q406 496 400 400Z", ink.light) + oval(470, 400, 70, 16, "#9a6a35")
    return ground(470) + line("M404 280C500 250 490 420 400 390", ink.dark, 22) + spout + pot + top + cup


def lunch_box(ink: Ink) -> str:
    tiers = "".join(box(110, y, 380, 104, fill, r=26) for y, fill in ((390, ink.dark), (282, BODY)))
    clips = mirrored(box(98, 270, 36, 150, ink.accent, r=12))
    lid = box(100, 214, 400, 72, ink.light, r=26) + line("M220 214Q300 120 380 214", ink.deep, 18)
    return ground(420) + tiers + lid + clips + emblem(ink, 300, 340, size=26)


def cookset(ink: Ink) -> str:
    pot = box(130, 210, 260, 200, METAL, r=24) + oval(260, 212, 130, 28, ink.dark) + line("M390 260H540", ink.main, 24)
    cup = moved(path("M0 0H140V120Q140 150 110 150H30Q0 150 0 120Z", BODY) + oval(70, 0, 70, 18, ink.deep), 350, 350)
    return ground(440) + pot + oval(250, 440, 180, 56, NIGHT) + oval(250, 428, 150, 40, METAL) + cup


SHAPES = {
    "kitchen knife": knife, "cutting board": cutting_board, "knife sharpener": sharpener, "toaster": toaster,
    "blender": blender, "air fryer": air_fryer, "espresso machine": espresso_machine, "moka pot": moka_pot,
    "burr grinder": grinder, "pour-over brewer": pour_over, "paper filters": paper_filters, "casserole": casserole,
    "plate set": plates, "serving bowl": bowl, "tea set": teapot, "lunch box": lunch_box, "camping cookset": cookset,
    "electric kettle": kettle, "stovetop kettle": kettle,
}  # fmt: skip
