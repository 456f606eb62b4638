from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from retrieval.embed import Vectors
from retrieval.listing import text_hash
from retrieval.vectors import CHUNK, VectorJournal, collection_name, embed_all, open_chroma, open_collection, publish
from shop.errors import Unavailable
from tests.retrieval.catalogue import WordEmbedder, settings


class DiesAfterOneChunk(WordEmbedder):
    def embed(self, texts: Sequence[str]) -> Vectors:
        if self.texts:
            raise KeyboardInterrupt
        return super().embed(texts)


def hashed(texts: Sequence[str]) -> list[bytes]:
    return [text_hash("words", text) for text in texts]


def test_embedding_goes_on_where_a_kill_ended_it(tmp_path: Path) -> None:
    texts = [f"text {number}" for number in range(CHUNK + 10)]
    first = DiesAfterOneChunk()
    with pytest.raises(KeyboardInterrupt):
        embed_all(texts, hashed(texts), embedder=first, journal=VectorJournal(tmp_path / "j", 64))
    second, journal = WordEmbedder(), VectorJournal(tmp_path / "j", 64)
    assert embed_all(texts, hashed(texts), embedder=second, journal=journal) == 10
    assert second.texts == texts[CHUNK:]
    assert np.allclose(journal.take(hashed(texts)), WordEmbedder().embed(texts))


def test_a_full_disk_in_the_middle_of_embedding_is_told_as_such() -> None:
    journal = VectorJournal(Path("/dev/full"), 64)
    with pytest.raises(Unavailable, match="No space left"):
        embed_all(["a"], hashed(["a"]), embedder=WordEmbedder(), journal=journal)


def test_half_a_record_at_the_end_is_cut_off(tmp_path: Path) -> None:
    journal = VectorJournal(tmp_path / "j", 64)
    embed_all(["a", "b"], hashed(["a", "b"]), embedder=WordEmbedder(), journal=journal)
    with (tmp_path / "j").open("ab") as file:
        file.write(b"half a record")
    again = VectorJournal(tmp_path / "j", 64)
    assert again.missing(hashed(["a", "b", "c"])) == [2]


def test_equal_texts_are_embedded_once_and_unused_ones_forgotten(tmp_path: Path) -> None:
    embedder, journal = WordEmbedder(), VectorJournal(tmp_path / "j", 64)
    texts = [f"old {number}" for number in range(2 * CHUNK)] + ["same", "same"]
    assert embed_all(texts, hashed(texts), embedder=embedder, journal=journal) == 2 * CHUNK + 1
    journal.forget_others(hashed(["same"]))
    assert VectorJournal(tmp_path / "j", 64).missing(hashed(["same", "old 1"])) == [1]


def test_chroma_gets_only_what_changed_and_loses_what_is_gone(tmp_path: Path) -> None:
    collection = open_collection(open_chroma(settings(tmp_path)), collection_name("words"))
    embedder = WordEmbedder()
    assert publish(collection, ["1", "2"], hashed(["a", "b"]), embedder.embed(["a", "b"])) == 2
    assert publish(collection, ["1", "2"], hashed(["a", "b"]), embedder.embed(["a", "b"])) == 0
    assert publish(collection, ["1", "3"], hashed(["x", "c"]), embedder.embed(["x", "c"])) == 3
    assert sorted(collection.get()["ids"]) == ["1", "3"]
