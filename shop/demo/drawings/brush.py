"""Marks on a canvas of 600 by 600: pieces of SVG, and the fills that every sheet defines."""

BODY = "url(#body)"
TUBE = "url(#tube)"
METAL = "url(#metal)"
NIGHT = "url(#night)"
WOOD = "url(#wood)"
PAPER = "url(#paper)"
GOLD = "url(#gold)"
GLASS = "url(#glass)"
SCREEN = "url(#screen)"
PATTERN = "url(#pattern)"
"""The product's own weave: stripes, dots, checks or ribs."""
GLOSS = "rgba(255,255,255,.34)"
SHADE = "rgba(18,20,32,.2)"
SEAM = "rgba(18,20,32,.28)"
FLOOR_Y = 505
"""Where standing things touch the ground."""


def path(d: str, fill: str) -> str:
    return f'<path d="{d}" fill="{fill}"/>'


def box(x: float, y: float, width: float, height: float, fill: str, *, r: float = 0) -> str:
    return f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="{r:g}" fill="{fill}"/>'


def disc(x: float, y: float, r: float, fill: str) -> str:
    return f'<circle cx="{x:g}" cy="{y:g}" r="{r:g}" fill="{fill}"/>'


def oval(x: float, y: float, rx: float, ry: float, fill: str) -> str:
    return f'<ellipse cx="{x:g}" cy="{y:g}" rx="{rx:g}" ry="{ry:g}" fill="{fill}"/>'


def line(d: str, colour: str, width: float, *, dash: str = "") -> str:
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<path d="{d}" fill="none" stroke="{colour}" stroke-width="{width:g}" '
        f'stroke-linecap="round" stroke-linejoin="round"{dashes}/>'
    )


def turned(content: str, degrees: float, *, x: float = 300, y: float = 300) -> str:
    return f'<g transform="rotate({degrees:g} {x:g} {y:g})">{content}</g>'


def moved(content: str, x: float, y: float, *, scale: float = 1) -> str:
    return f'<g transform="translate({x:g} {y:g}) scale({scale:g})">{content}</g>'


def mirrored(content: str) -> str:
    """The piece and its mirror image about the middle of the canvas."""
    return f'{content}<g transform="matrix(-1 0 0 1 600 0)">{content}</g>'


def ground(width: float, *, x: float = 300, y: float = FLOOR_Y) -> str:
    """The soft shadow under a standing thing."""
    return oval(x, y, width / 2, max(10, width / 18), "url(#ground)")


def cloth(d: str) -> str:
    """A piece of fabric: its colour with the product's weave over it."""
    return path(d, BODY) + path(d, PATTERN)
