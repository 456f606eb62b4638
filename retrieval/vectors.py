"""Vectors of texts: embedded once per text, kept in a journal that survives a kill, published to Chroma.

Search itself reads the matrix of the index artifact; Chroma holds the same vectors for catalogues too large to score
one by one, and for other programs.
"""

import contextlib
import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from retrieval.embed import Embedder, Vectors
from shop.errors import Unavailable
from shop.settings import Settings

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection

HASH_BYTES = 16
CHUNK = 512
"""Texts embedded between two writes to the journal: what a kill can cost."""
CHROMA_BATCH = 4_000
Progress = Callable[[str, int, int], None]


class VectorJournal:
    """Hash and vector, one after the other, in a file that only grows; half a record at its end is cut off."""

    def __init__(self, path: Path, dimensions: int) -> None:
        self._path = path
        self._kind = np.dtype([("hash", f"V{HASH_BYTES}"), ("vector", np.float32, (dimensions,))])
        self._records = self._read()
        self._place = {bytes(key): place for place, key in enumerate(self._records["hash"])}

    def _read(self) -> NDArray[Any]:
        if not self._path.is_file():
            return np.zeros(0, dtype=self._kind)
        whole = self._path.stat().st_size // self._kind.itemsize
        if whole * self._kind.itemsize != self._path.stat().st_size:
            os.truncate(self._path, whole * self._kind.itemsize)
        return np.fromfile(self._path, dtype=self._kind)

    def missing(self, hashes: Sequence[bytes]) -> list[int]:
        """Places in `hashes` that have no vector yet; of equal ones only the first."""
        seen: set[bytes] = set()
        return [
            place
            for place, key in enumerate(hashes)
            if key not in self._place and not (key in seen or seen.add(key))  # type: ignore[func-returns-value]
        ]

    def append(self, hashes: Sequence[bytes], vectors: Vectors) -> None:
        """Raises `Unavailable` if the disk is full; what was written before stays."""
        records = np.zeros(len(hashes), dtype=self._kind)
        records["hash"] = np.array([np.void(key) for key in hashes])
        records["vector"] = vectors
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with self._path.open("ab") as file:
                file.write(records.tobytes())
        except OSError as error:  # half a record is cut off by the next reader
            reason = f"{error.strerror or error} while writing {self._path}."
            raise Unavailable("disk", reason, "free some space, then run the command again") from error
        self._place |= {key: len(self._records) + place for place, key in enumerate(hashes)}
        self._records = np.concatenate([self._records, records])

    def take(self, hashes: Sequence[bytes]) -> Vectors:
        """The vectors in the order of `hashes`, all of which must be there."""
        places = [self._place[key] for key in hashes]
        found: Vectors = np.ascontiguousarray(self._records["vector"][places])
        return found

    def forget_others(self, hashes: Sequence[bytes]) -> None:
        """Drop what no text uses any more, once that is more than half of the file."""
        used = sorted({self._place[key] for key in hashes})
        if len(self._records) > 2 * len(used) + CHUNK:
            part = self._path.with_name(self._path.name + ".part")
            part.write_bytes(self._records[used].tobytes())
            part.replace(self._path)


def embed_all(
    texts: Sequence[str],
    hashes: Sequence[bytes],
    *,
    embedder: Embedder,
    journal: VectorJournal,
    progress: Progress | None = None,
) -> int:
    """Embed what the journal lacks, a chunk at a time; returns how many texts that were."""
    missing = journal.missing(hashes)
    for start in range(0, len(missing), CHUNK):
        places = missing[start : start + CHUNK]
        journal.append([hashes[place] for place in places], embedder.embed([texts[place] for place in places]))
        if progress:
            progress("embed", start + len(places), len(missing))
    return len(missing)


def open_chroma(settings: Settings) -> "ClientAPI":
    """A client that sends no telemetry; in-process below `index/chroma`, or of a server.

    Raises:
        Unavailable: If the server does not answer or the files cannot be opened.
    """
    import chromadb
    from chromadb.config import Settings as ChromaSettings

    quiet = ChromaSettings(anonymized_telemetry=False)
    with chroma_errors():
        if not settings.chroma_url:
            return chromadb.PersistentClient(path=str(settings.index_dir / "chroma"), settings=quiet)
        from urllib.parse import urlsplit

        url = urlsplit(settings.chroma_url)
        return chromadb.HttpClient(
            host=url.hostname or "localhost", port=url.port or 8000, ssl=url.scheme == "https", settings=quiet
        )


@contextlib.contextmanager
def chroma_errors() -> Iterator[None]:
    """Whatever Chroma raises, told as `Unavailable`."""
    try:
        yield
    except Unavailable:
        raise
    except Exception as error:  # Chroma raises bare ValueError, its own errors and httpx's
        raise Unavailable("vector store", str(error), "check AISLE_CHROMA_URL, then run aisle index") from error


def collection_name(embedder: str, purpose: str = "products") -> str:
    """Chroma takes 3 to 63 letters, digits, `.`, `_` and `-`."""
    safe = "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in embedder).strip("-")
    return f"{purpose}-{safe}"[:63].rstrip("-")


def publish(collection: "Collection", ids: Sequence[str], hashes: Sequence[bytes], vectors: Vectors) -> int:
    """Make the collection hold exactly these vectors; returns how many were written or removed."""
    with chroma_errors():
        there = _hashes_in(collection)
    changed = [place for place, key in enumerate(ids) if there.get(key) != hashes[place].hex()]
    gone = sorted(there.keys() - set(ids))
    publish_some(
        collection, [ids[place] for place in changed], [hashes[place] for place in changed], vectors[changed], gone=gone
    )
    return len(changed) + len(gone)


def publish_some(
    collection: "Collection", ids: Sequence[str], hashes: Sequence[bytes], vectors: Vectors, *, gone: Sequence[str] = ()
) -> None:
    """Write these vectors and remove those of `gone`; the rest of the collection stays."""
    with chroma_errors():
        for start in range(0, len(gone), CHROMA_BATCH):
            collection.delete(ids=list(gone[start : start + CHROMA_BATCH]))
        for start in range(0, len(ids), CHROMA_BATCH):
            part = slice(start, start + CHROMA_BATCH)
            collection.upsert(
                ids=list(ids[part]),
                embeddings=vectors[part],
                metadatas=[{"hash": key.hex()} for key in hashes[part]],
            )


def _hashes_in(collection: "Collection") -> dict[str, str]:
    found: dict[str, str] = {}
    total = collection.count()
    for start in range(0, total, CHROMA_BATCH * 5):
        page = collection.get(include=["metadatas"], limit=CHROMA_BATCH * 5, offset=start)
        for key, told in zip(page["ids"], page["metadatas"] or [], strict=True):
            found[key] = str(told.get("hash", "")) if told else ""
    return found


def open_collection(client: "ClientAPI", name: str) -> "Collection":
    with chroma_errors():
        return client.get_or_create_collection(name, metadata={"hnsw:space": "cosine"}, embedding_function=None)
