"""What a message may point at, as far as understanding needs to know: a view of the dialogue, given by its owner."""

from collections.abc import Sequence
from typing import Protocol


class ShownItem(Protocol):
    @property
    def product_id(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def brand(self) -> str | None: ...
    @property
    def price_minor(self) -> int | None: ...


class ShownSlate(Protocol):
    @property
    def items(self) -> Sequence[ShownItem]: ...


class Scene(Protocol):
    """`agent.dialogue.DialogueState` is one."""

    @property
    def language(self) -> str | None: ...
    @property
    def slates(self) -> Sequence[ShownSlate]:
        """Newest first."""
        ...

    @property
    def compared(self) -> Sequence[str]: ...
    @property
    def focus_product(self) -> str | None: ...
    @property
    def focus_order(self) -> str | None: ...
    @property
    def recent_orders(self) -> Sequence[str]: ...
    @property
    def last_list(self) -> str:
        """`products`, `orders` or `cart`."""
        ...
