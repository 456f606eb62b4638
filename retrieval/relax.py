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
    """Each single condition whose removal brings something, the one that brings most first; else pairs of them.

    The name of a pair is `one+other`.
    """
    singles = list(each_without(filters))
    found = [Relaxation(name, value, total, left) for name, value, left in singles if (total := count(left)) > 0]
    if not found:
        found = [one for name, value, left in singles for one in _with_another(name, value, left, count)]
    fewest = {frozenset(one.constraint.split("+")): one for one in reversed(found)}
    return tuple(sorted(fewest.values(), key=lambda relaxation: -relaxation.total))


def _with_another(name: str, value: str, left: Filters, count: Callable[[Filters], int]) -> Iterator[Relaxation]:
    for other, other_value, rest in each_without(left):
        if (total := count(rest)) > 0:
            yield Relaxation(f"{name}+{other}", f"{value}, {other_value}", total, rest)


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
