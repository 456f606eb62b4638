"""Things of the bathroom that are no bottle."""

from shop.demo.drawings.brush import BODY, GLOSS, METAL, NIGHT, PAPER, TUBE, box, disc, ground, line, oval, path, turned
from shop.demo.drawings.ink import Ink, emblem


def hair_dryer(ink: Ink) -> str:
    barrel = path("M120 150H400A100 100 0 0 1 400 350H120L100 320V180Z", BODY) + box(60, 176, 50, 148, NIGHT, r=10)
    grip = path("M330 340H430L400 540H330Z", ink.dark) + box(350, 390, 40, 60, ink.accent, r=14)
    return grip + barrel + disc(400, 250, 64, NIGHT) + disc(400, 250, 40, METAL) + line("M130 180H360", GLOSS, 12)


def soap(ink: Ink) -> str:
    bubbles = "".join(
        disc(x, y, r, "rgba(255,255,255,.75)")
        for x, y, r in ((420, 170, 44), (480, 250, 28), (350, 130, 24), (170, 210, 30))
    )
    bar = oval(300, 400, 200, 96, ink.dark) + oval(300, 366, 200, 96, BODY) + oval(300, 360, 140, 58, ink.light)
    return ground(460, y=480) + bubbles + bar + emblem(ink, 300, 360, size=36, colour=ink.deep)


def toothbrush(ink: Ink) -> str:
    body = box(250, 230, 100, 280, TUBE, r=40) + disc(300, 320, 22, ink.accent) + box(266, 260, 12, 220, GLOSS, r=6)
    return ground(190) + box(284, 110, 32, 130, METAL, r=10) + body + _head(ink)


def _head(ink: Ink) -> str:
    bristles = "".join(box(x, 40, 9, 70, PAPER if x % 2 else ink.accent, r=3) for x in range(316, 366, 11))
    return turned(bristles, 90, x=340, y=80) + box(276, 46, 40, 74, ink.dark, r=16)


def brush_heads(ink: Ink) -> str:
    def one(x: int, colour: str) -> str:
        bristles = "".join(line(f"M{x + 50} {y}H{x + 86}", "#f6f1e7", 7) for y in range(150, 216, 11))
        return (
            bristles
            + box(x, 138, 52, 90, ink.dark, r=20)
            + path(f"M{x + 10} 226H{x + 42}L{x + 56} 480H{x - 4}Z", BODY)
            + box(x - 6, 450, 64, 34, colour, r=8)
        )

    return ground(420) + one(120, ink.accent) + one(260, ink.pale) + one(400, ink.deep)


SHAPES = {"hair dryer": hair_dryer, "soap bar": soap, "electric toothbrush": toothbrush, "brush heads": brush_heads}
