"""The colours of one drawing, and the small choices that tell one product from its neighbour of the same kind."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

from shop.demo.drawings.brush import disc, line, moved, path

WHITE = "#ffffff"
INK = "#171a26"
ACCENTS = ("#e8792b", "#1f7f83", "#c93a3a", "#3c74c4", "#f0bd3a", "#74509c", "#2f5d46", "#ee7b65", "#2a3f66")
QUIET = ("#5f8f8c", "#c98a5e", "#7f93b8", "#a3785c", "#8da27a", "#b97a86", "#d2a24c", "#6d7fa0", "#9a86b4")
"""For products sold in one colour that is not told."""


def mix(first: str, second: str, share: float) -> str:
    """`share` of `second` in `first`, both `#rrggbb`."""
    pairs = zip(_parts(first), _parts(second), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def lightness(colour: str) -> float:
    """0 for black, 1 for white."""
    red, green, blue = _parts(colour)
    return (0.299 * red + 0.587 * green + 0.114 * blue) / 255


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


@dataclass(frozen=True)
class Ink:
    main: str
    seed: str
    """The product's id: the same product keeps its details in every colour."""
    words: str = ""
    """Title and description in lower case, where a shape looks for `kids` or `gooseneck`."""
    _rng: Random = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_rng", Random(f"drawing {self.seed}"))

    @property
    def light(self) -> str:
        return mix(self.main, WHITE, 0.32)

    @property
    def pale(self) -> str:
        return mix(self.main, WHITE, 0.68)

    @property
    def dark(self) -> str:
        return mix(self.main, INK, 0.3)

    @property
    def deep(self) -> str:
        return mix(self.main, INK, 0.58)

    @property
    def contrast(self) -> str:
        """Readable on the main colour."""
        return mix(self.main, INK, 0.62) if lightness(self.main) > 0.6 else mix(self.main, WHITE, 0.8)

    @property
    def accent(self) -> str:
        """A second colour of the product, never close to its main one."""
        start = Random(f"accent {self.seed}").randrange(len(ACCENTS))
        turned = ACCENTS[start:] + ACCENTS[:start]
        return next(colour for colour in turned if _distance(colour, self.main) > 150)

    def says(self, *words: str) -> bool:
        return any(word in self.words for word in words)

    def pick(self, choices: Sequence[str]) -> str:
        return self._rng.choice(choices)

    def number(self, low: int, high: int) -> int:
        return self._rng.randint(low, high)

    def chance(self, share: float) -> bool:
        return self._rng.random() < share


def _distance(first: str, second: str) -> int:
    return sum(abs(a - b) for a, b in zip(_parts(first), _parts(second), strict=True))


def emblem(ink: Ink, x: float, y: float, *, size: float = 20, colour: str = "") -> str:
    """The maker's mark, about `2 * size` wide: one of six, the same on every colour of a product."""
    fill = colour or ink.contrast
    marks = (
        disc(0, 0, 9, fill) + line("M-16 0A16 16 0 0 1 16 0", fill, 4),
        path("M0 -18L17 14H-17Z", fill),
        path("M-18 10C-18 -12 0 -18 18 -16C18 6 4 18 -18 10Z", fill),
        line("M-16 -8H16M-16 8H6", fill, 7),
        path("M0 -18L16 0L0 18L-16 0Z", fill),
        line("M-16 6Q-8 -14 0 6T16 6", fill, 7),
    )
    return moved(Random(f"emblem {ink.seed}").choice(marks), x, y, scale=size / 20)
