"""What to say when nothing meets all conditions: which one to give up, and what that would bring."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from retrieval.filters import Filters


@dataclass(frozen=True)
class Relaxation:
    """Without `constraint` there would be `total` results; `filters` are the ones that would be left."""

    constraint: str
    value: str
    total: int
    filters: Filters


def relaxations(filters: Filters, count: Callable[[Filters], int]) -> tuple[Relaxation, ...]:
    """Each single condition whose removal brings something, the one that brings most first."""
    found = [
        Relaxation(name, value, total, left)
        for name, value, left in each_without(filters)
        if (total := count(left)) > 0
    ]
    return tuple(sorted(found, key=lambda relaxation: -relaxation.total))


def each_without(filters: Filters) -> Iterator[tuple[str, str, Filters]]:
    """Name and value of every condition, and the filters without it."""
    empty = Filters()
    for name, value in vars(filters).items():
        if name != "attributes" and value != getattr(empty, name):
            said = ", ".join(value) if isinstance(value, tuple) else str(value)
            yield name, said, replace(filters, **{name: getattr(empty, name)})
    for place, condition in enumerate(filters.attributes):
        left = filters.attributes[:place] + filters.attributes[place + 1 :]
        yield (
            f"attribute:{condition.name}",
            _said(condition.any_of, condition.minimum, condition.maximum),
            replace(filters, attributes=left),
        )


def _said(any_of: tuple[str | bool, ...], minimum: float | None, maximum: float | None) -> str:
    if any_of:
        return ", ".join(map(str, any_of))
    bounds = [f">= {minimum:g}" if minimum is not None else "", f"<= {maximum:g}" if maximum is not None else ""]
    return " ".join(bound for bound in bounds if bound)
