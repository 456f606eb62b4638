"""Pictures of the demo shop: drawn on demand from the catalogue, so that no file has to be shipped."""

from shop.database import Database
from shop.demo.drawings import drawing


def drawn(database: Database, image_id: str) -> str | None:
    """The SVG of a product or variant of the demo shop; `None` for one that has no picture."""
    with database.session() as session:
        return drawing(session, image_id)
