"""A shopper's words to conditions and words to rank by, read with the vocabulary of the live catalogue."""

from retrieval.need import Correction, Need, Span, Wish
from retrieval.query.reader import read_query

__all__ = ["Correction", "Need", "Span", "Wish", "read_query"]
