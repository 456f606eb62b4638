"""What a conversation of `aisle eval dialogues` says and what must be true after it, read from YAML."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import yaml  # type: ignore[import-untyped]
from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from shop.errors import Invalid

OWN_CASES = Path(__file__).parent / "cases"


class Among(BaseModel):
    """Which products are meant: every condition named holds. Prices are major units, those of the cheapest variant."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    category: str | list[str] | None = None
    """Ids; a category means its whole subtree."""
    type: str | list[str] | None = None
    brand: str | list[str] | None = None
    product: str | list[str] | None = None
    price_max: float | None = None
    price_min: float | None = None
    attr: dict[str, Any] = {}
    """Name to its value, or to `{max: .., min: ..}`."""
    text: str | list[str] | None = None
    """Any of these words in title, description or keywords."""


class Given(BaseModel):
    """A value computed from the catalogue when the case runs, so that the case survives another catalogue."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    among: Among
    order: str = "price"
    """`price`, `rating` or an attribute; `-` before it turns it round."""
    give: Literal["name", "price", "count", "rating"] = "name"


class Step(BaseModel):
    """One message and the checks on what it led to; any further key names a check."""

    model_config = ConfigDict(frozen=True)

    say: str
    checks: dict[str, Any]

    @model_validator(mode="before")
    @classmethod
    def _sorted(cls, raw: Any) -> Any:
        if not isinstance(raw, dict) or "say" not in raw:
            raise ValueError("a turn needs `say`")
        return {"say": str(raw["say"]), "checks": {name: value for name, value in raw.items() if name != "say"}}


class Case(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    id: str
    language: Literal["en", "zh"] = "en"
    who: str = "guest"
    """`guest`, `customer` (without orders), or the state of the order whose buyer it is: `shipped`."""
    let: dict[str, Given] = {}
    turns: tuple[Step, ...]
    theme: str = ""


def read_cases(folder: Path) -> Iterator[Case]:
    """Raises `Invalid`, with the file and the case, for what is no conversation."""
    for path in sorted(folder.glob("*.yaml")) if folder.is_dir() else [folder]:
        rows = yaml.safe_load(path.read_text(encoding="utf-8"))
        if not isinstance(rows, list):
            raise Invalid(f"{path}: a list of conversations is expected.")
        for row in rows:
            try:
                yield Case.model_validate({**row, "theme": path.stem})
            except (TypeError, ValidationError) as error:
                name = row.get("id") if isinstance(row, dict) else row
                raise Invalid(f"{path}: {name}: {error}") from error
