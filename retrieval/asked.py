"""Questions to the live catalogue that rank nothing: what measures a thing, and what else a word is the name of."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from retrieval.columns import Columns, folded
from retrieval.dimensions import SHARED, measured_by
from retrieval.filters import Filters

if TYPE_CHECKING:
    from retrieval.search import Searcher


def measure_for(columns: Columns, filters: Filters, words: Sequence[str], *, shared: float = SHARED) -> str | None:
    """The attribute with numbers that the first fitting of `words` names, of products that meet `filters`."""
    told = columns.attributes.numbers_told(columns.fitting(filters).products)
    labels = dict(zip(columns.attributes.names, columns.attributes.labels, strict=True))
    return measured_by(words, told, labels, shared=shared)


def yes_named(columns: Columns, filters: Filters, words: str) -> tuple[str, ...]:
    """Attributes that some products meeting `filters` answer with yes and others with no, named by one of `words`."""
    return columns.attributes.dividing_named(columns.fitting(filters).products, words)


def attributes_saying(columns: Columns, text: str) -> tuple[str, ...]:
    """Names of attributes and options that have `text` as a value anywhere."""
    return tuple(name for table in (columns.attributes, columns.options) for name in table.names_saying(text))


def names_category(columns: Columns, category_id: str, text: str) -> bool:
    """Whether that is the category's own name, in either language, and not just another word for it."""
    own = (name for row in columns.tree.find(category_id) for name in columns.tree.names[row][:2])
    return folded(text) in {folded(name) for name in own}


def kinds_for(searcher: "Searcher", words: str, *, most: int) -> tuple[str, ...]:
    """Kinds of product that come up first for `words`, each once, as the catalogue calls them."""
    columns = searcher.columns
    rows = [columns.row_of[hit.product_id] for hit in searcher.search(words, limit=40).hits]
    return tuple(dict.fromkeys(columns.kinds[int(columns.kind[row])][0] for row in rows if columns.kind[row] >= 0))[
        :most
    ]
