"""What a candidate is told by: the parts of the first ranking, and where in the product the words stand."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from retrieval.columns import NONE, Columns
from retrieval.index import Index
from retrieval.need import Need
from retrieval.ranking import Ranking
from retrieval.rerank import Candidate
from retrieval.tokens import query_terms, terms


def candidates_of(index: Index, columns: Columns, ranking: Ranking, need: Need, rows: Sequence[int]) -> list[Candidate]:
    """In the order of `rows`."""
    asked = list(dict.fromkeys(query_terms(need.residual)))
    best = max(float(ranking.total[list(rows)].max(initial=0.0)), 1e-9) if len(rows) else 1.0
    most = max(float(ranking.meant[ranking.fit.products].max(initial=0.0)), 1e-9)
    in_title = _title_share(columns, asked, rows)
    found = []
    for place, row in enumerate(rows):
        features = {
            "lexical": float(ranking.lexical[row]),
            "meaning": float(ranking.meant[row]) / most,
            "coverage": float(ranking.coverage[row]),
            "likeness": float(ranking.semantic[row]),
            "title": float(in_title[place]),
            "type": _kind_share(columns, asked, row),
            "accessory": float(index.accessory[row]) if index.accessory is not None else 0.0,
            "first": float(ranking.total[row]) / best,
            **{name: float(values[row]) for name, values in ranking.signals.items()},
        }
        text = index.texts[row] if index.texts is not None else ""
        found.append(Candidate(columns.product_ids[row], text, features))
    return found


def _title_share(columns: Columns, asked: Sequence[str], rows: Sequence[int]) -> NDArray[np.float64]:
    has = np.zeros(columns.size, dtype=np.float64)
    for term in asked:
        if columns.titles is not None and (held := columns.titles.postings(term)) is not None:
            has[held[0]] += 1.0
    return has[list(rows)] / max(len(asked), 1)


def _kind_share(columns: Columns, asked: Sequence[str], row: int) -> float:
    """Share of the words in the names of the product's kind and category."""
    names: list[str] = []
    if columns.kind[row] != NONE:
        names += columns.kinds[columns.kind[row]]
    if columns.category[row] != NONE:
        names += columns.tree.names[columns.category[row]]
    said = {term for name in names for term in terms(name)}
    return sum(term in said for term in asked) / max(len(asked), 1)
