"""Tools as a model sees them: the toolbox's own descriptions, with what this shop really has on its shelves."""

import json
from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING, Any

from agent.brains.tokens import count_tokens
from shop.catalog import Outline
from shop.errors import ShopError

if TYPE_CHECKING:
    from langchain_core.tools import BaseTool

MOST_NAMES = 60
"""A list this long is given whole, as the only choice; of a longer one, the fullest are named."""
FRESH_S = 600.0

Schema = dict[str, Any]


def tool_schemas(tools: "Sequence[BaseTool]", outline: Outline) -> list[Schema]:
    """In the toolbox's order; the same catalogue gives the same bytes, so that a server can keep the prefix."""
    return [_schema(tool, outline) for tool in tools]


def _schema(tool: "BaseTool", outline: Outline) -> Schema:
    from langchain_core.utils.function_calling import convert_to_openai_tool

    schema = deepcopy(convert_to_openai_tool(tool))
    arguments = schema["function"]["parameters"]["properties"]
    for name, argument in arguments.items():
        arguments[name] = _filled(name, _plain(argument), outline)
    return schema


def _plain(argument: Schema) -> Schema:
    """An argument that may be left out need not say that it may be null too."""
    choices = [choice for choice in argument.get("anyOf", ()) if choice.get("type") != "null"]
    kept = {key: value for key, value in argument.items() if key != "anyOf" and not (key == "default" and not value)}
    return kept | choices[0] if len(choices) == 1 else dict(argument)


def _filled(name: str, argument: Schema, outline: Outline) -> Schema:
    """By the argument's name: a new tool that asks for a brand needs no code here."""
    if name == "category" and outline.categories:
        return _named(argument, outline.categories)
    if name == "brand" and outline.brands:
        return _named(argument, outline.brands)
    if name.endswith("price_minor") and outline.lowest_minor is not None:
        return _told(argument, f"Prices here go from {outline.lowest_minor} to {outline.highest_minor}.")
    return argument


def _named(argument: Schema, names: Sequence[str]) -> Schema:
    if len(names) <= MOST_NAMES:
        return argument | {"enum": sorted(names)}
    more = len(names) - MOST_NAMES
    return _told(argument, f"The shop has {', '.join(names[:MOST_NAMES])} and {more} more.")


def _told(argument: Schema, sentence: str) -> Schema:
    return argument | {"description": f"{argument.get('description', '')} {sentence}".strip()}


@dataclass
class ShelfTools:
    """The schemas in force, read again after ten minutes; without a shop to read they are told without names."""

    outline: Callable[[], Outline] | None = None
    clock: Callable[[], float] = monotonic
    _schemas: list[Schema] = field(default_factory=list)
    _read_at: float = 0.0
    _tokens: int = 0

    def schemas(self) -> list[Schema]:
        if not self._schemas or self.clock() - self._read_at > FRESH_S:
            from tools.toolbox import TOOLS

            self._schemas, self._read_at = tool_schemas(TOOLS, self._outline()), self.clock()
            self._tokens = count_tokens(json.dumps(self._schemas, ensure_ascii=False))
        return self._schemas

    def tokens(self) -> int:
        """What the schemas in force cost each time a model is given them; counted once."""
        self.schemas()
        return self._tokens

    def _outline(self) -> Outline:
        try:
            return self.outline() if self.outline else Outline()
        except ShopError:
            return Outline()
