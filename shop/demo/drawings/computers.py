"""Screens, keys, printers, and what charges and covers them."""

from shop.demo.drawings.brush import (
    BODY,
    GLASS,
    GLOSS,
    GOLD,
    METAL,
    NIGHT,
    PAPER,
    SCREEN,
    SEAM,
    SHADE,
    box,
    disc,
    ground,
    line,
    moved,
    oval,
    path,
    turned,
)
from shop.demo.drawings.ink import Ink, emblem


def phone(ink: Ink) -> str:
    back = (
        box(150, 90, 208, 412, BODY, r=40)
        + box(172, 112, 78, 110, ink.dark, r=24)
        + disc(211, 144, 22, NIGHT)
        + disc(211, 192, 22, NIGHT)
    )
    front = (
        box(262, 110, 204, 400, "#17191f", r=38)
        + box(274, 122, 180, 376, SCREEN, r=28)
        + box(336, 134, 56, 14, "#17191f", r=7)
    )
    hills = path("M274 420Q340 330 454 400V470Q454 498 426 498H302Q274 498 274 470Z", SHADE) + path(
        "M290 126H350L290 300Z", GLOSS
    )
    return ground(340) + back + emblem(ink, 205, 420, size=18) + front + hills


def tablet(ink: Ink) -> str:
    bumper = (
        box(70, 130, 460, 350, BODY, r=60) + box(270, 100, 60, 40, ink.dark, r=18)
        if ink.says("kids")
        else box(84, 130, 432, 340, BODY, r=30)
    )
    face = box(108, 154, 384, 292, "#17191f", r=18) + box(122, 168, 356, 264, SCREEN, r=8)
    hills = path("M122 380Q220 270 330 350T478 330V432H122Z", SHADE) + disc(390, 230, 34, "rgba(255,255,255,.7)")
    pen = "" if ink.says("kids") else turned(box(520, 180, 14, 270, PAPER, r=7), 6, x=527, y=300)
    return ground(440, y=484) + bumper + face + hills + pen


def reader(ink: Ink) -> str:
    shell = box(150, 90, 300, 412, BODY, r=26) + box(174, 118, 252, 330, "#efece3", r=4)
    rows = "".join(line(f"M198 {y}H{390 - y * 7 % 60}", "#77756e", 5) for y in range(200, 430, 24))
    return ground(310) + shell + box(198, 146, 130, 18, "#55534d", r=3) + rows + box(270, 470, 60, 8, ink.deep, r=4)


def laptop(ink: Ink) -> str:
    lid = (
        box(110, 130, 380, 266, BODY, r=20)
        + box(124, 144, 352, 236, "#17191f", r=8)
        + box(132, 152, 336, 220, SCREEN, r=4)
    )
    wave = path("M132 320Q220 240 310 300T468 270V372H132Z", SHADE) + path("M140 156H260L160 340H140Z", GLOSS)
    foot = path("M60 400H540L562 460Q562 478 540 478H60Q38 478 38 460Z", METAL if ink.chance(0.4) else BODY)
    keys = path("M126 408H474L488 438H112Z", ink.deep) + path("M252 446H348L354 466H246Z", SHADE)
    return ground(540, y=484) + lid + wave + foot + keys


def monitor(ink: Ink) -> str:
    stand = box(276, 390, 48, 90, METAL) + box(190, 474, 220, 28, BODY, r=12)
    face = box(56, 110, 488, 296, "#1a1c22", r=16) + box(68, 122, 464, 258, SCREEN, r=6)
    view = path("M68 330Q180 220 300 300T532 250V380H68Z", SHADE) + disc(420, 200, 38, "rgba(255,255,255,.75)")
    return ground(280) + stand + face + view + disc(300, 393, 4, ink.pale)


def keyboard(ink: Ink) -> str:
    plate = box(50, 210, 500, 210, BODY, r=24)
    keys = "".join(
        box(72 + c * 38.4, 232 + r * 42, 33, 35, ink.accent if (r, c) in {(0, 0), (2, 11)} else ink.pale, r=7)
        for r in range(4)
        for c in range(12)
        if not (r == 3 and 3 <= c <= 7)
    )
    space = box(72 + 3 * 38.4, 358, 187, 35, ink.pale, r=7)
    return turned(box(50, 222, 500, 212, ink.deep, r=24) + plate + keys + space, -8)


def mouse(ink: Ink) -> str:
    body = path(
        "M300 110C410 110 440 220 436 330C432 440 390 500 300 500S168 440 164 330C160 220 190 110 300 110Z", BODY
    )
    split = (
        line("M300 112V250M166 290Q300 220 434 290", SEAM, 5)
        + box(284, 150, 32, 76, ink.deep, r=16)
        + box(292, 166, 16, 42, ink.accent, r=8)
    )
    return body + split + oval(220, 330, 24, 90, GLOSS) + emblem(ink, 300, 420)


def printer(ink: Ink) -> str:
    sheet = path("M190 90H410V250H190Z", PAPER) + line("M220 130H380M220 158H350", SEAM, 5)
    body = box(90, 220, 420, 210, BODY, r=30) + box(90, 300, 420, 130, ink.dark, r=26)
    out = path("M170 400H430L464 480H136Z", PAPER) + box(152, 386, 296, 26, "#1f2127", r=10)
    panel = box(372, 240, 100, 42, "#1f2127", r=8) + disc(130, 262, 10, ink.accent)
    return ground(440, y=490) + sheet + body + out + panel


def cartridge(ink: Ink) -> str:
    body = (
        path("M150 180H400L450 240V470H150Z", NIGHT)
        + box(178, 250, 190, 170, BODY, r=14)
        + box(190, 262, 18, 146, GLOSS, r=9)
    )
    drop = path("M290 280Q340 350 290 384Q240 350 290 280Z", ink.contrast)
    return ground(360, y=490) + body + box(200, 150, 120, 40, "#33353d", r=8) + drop + box(180, 466, 240, 22, GOLD, r=4)


def charger(ink: Ink) -> str:
    prongs = box(240, 90, 26, 90, METAL, r=8) + box(334, 90, 26, 90, METAL, r=8)
    body = box(160, 160, 280, 340, BODY, r=54) + box(180, 186, 20, 280, GLOSS, r=10)
    ports = "".join(
        box(240, y, 120, 40, "#1f2127", r=20) + box(262, y + 15, 76, 10, "#5a5f6b", r=5) for y in (350, 412)
    )
    return ground(290) + prongs + body + ports + emblem(ink, 300, 260, size=30)


def power_bank(ink: Ink) -> str:
    body = box(180, 100, 240, 404, BODY, r=44) + box(200, 130, 18, 340, GLOSS, r=9)
    lights = "".join(disc(264 + k * 24, 420, 7, "#8fe3a8" if k < 3 else ink.deep) for k in range(4))
    return ground(250) + box(276, 84, 48, 24, "#1f2127", r=8) + body + lights + emblem(ink, 300, 240, size=34)


def usb_cable(ink: Ink) -> str:
    curve = "M170 150V260C170 420 470 460 440 320S200 240 210 370 430 440 430 470"
    plug = box(-24, -80, 48, 90, ink.deep, r=14) + box(-15, -120, 30, 46, METAL, r=10)
    cord = line(curve, ink.dark, 22) + line(curve, ink.light, 8, dash="6 12")
    return (
        cord
        + moved(plug, 170, 150)
        + f'<g transform="translate(430 460) rotate(180)">{plug}</g>'
        + box(284, 300, 60, 34, ink.accent, r=8)
    )


def phone_case(ink: Ink) -> str:
    shell = (
        box(176, 84, 248, 426, BODY, r=50)
        + box(192, 100, 216, 394, ink.light, r=38)
        + box(198, 110, 90, 112, ink.deep, r=30)
    )
    ring = f'<circle cx="300" cy="330" r="72" fill="none" stroke="{ink.pale}" stroke-width="13"/>'
    return (
        ground(260)
        + shell
        + disc(228, 142, 20, NIGHT)
        + disc(228, 190, 20, NIGHT)
        + disc(264, 166, 10, "#f4f2ee")
        + ring
        + line("M390 130V460", GLOSS, 12)
    )


def glass_sheet(ink: Ink) -> str:
    back = turned(box(190, 100, 220, 400, GLASS, r=36), -10)
    front = turned(
        box(200, 100, 220, 400, "rgba(235,246,252,.72)", r=36)
        + path("M220 150L330 110L240 420L214 380Z", "rgba(255,255,255,.85)"),
        8,
    )
    return back + front + box(380, 400, 120, 90, BODY, r=12) + emblem(ink, 440, 445)


def sleeve(ink: Ink) -> str:
    pad = box(70, 150, 460, 330, BODY, r=34) + path(
        "M70 184Q70 150 104 150H496Q530 150 530 184V270L300 330L70 270Z", ink.light
    )
    stitch = line("M92 272L300 326L508 272M90 464H510", ink.deep, 4, dash="10 8")
    return (
        ground(450, y=488) + box(90, 130, 420, 60, METAL, r=20) + pad + stitch + box(276, 296, 48, 60, ink.accent, r=8)
    )


def fold_cover(ink: Ink) -> str:
    flap = path("M110 440L240 120H520L430 440Z", BODY) + line("M200 440L320 120M310 440L420 120", SEAM, 5)
    screen = path("M70 470L150 170H440L390 470Z", "#1f2127") + path("M96 454L166 188H420L374 454Z", SCREEN)
    return ground(440, y=480) + flap + screen + box(60, 462, 400, 24, ink.dark, r=10)


SHAPES = {
    "smartphone": phone, "tablet": tablet, "e-reader": reader, "laptop": laptop, "monitor": monitor,
    "keyboard": keyboard, "computer mouse": mouse, "printer": printer, "printer ink": cartridge,
    "wall charger": charger, "power bank": power_bank, "charging cable": usb_cable, "phone case": phone_case,
    "screen protector": glass_sheet, "laptop sleeve": sleeve, "tablet cover": fold_cover,
}  # fmt: skip
CATEGORIES = {"phones": phone, "tablets": tablet, "laptops": laptop}
