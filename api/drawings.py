"""Pictures of the demo shop: drawn on demand from the catalogue, so that no file has to be shipped."""

from collections.abc import Callable
from importlib import import_module

from shop.database import Database, Session

Drawing = Callable[[Session, str], str | None]


def drawn(database: Database, image_id: str) -> str | None:
    """The SVG of a product or variant of the demo shop; `None` for one that has no picture."""
    drawing: Drawing | None = getattr(import_module("shop.demo.drawings"), "drawing", None)
    if drawing is None:
        return None
    with database.session() as session:
        return drawing(session, image_id)
