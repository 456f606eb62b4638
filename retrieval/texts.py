"""The text each product is known by, title first, kept in one file that is mapped into memory: what re-rankers read."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Texts:
    """`starts` is `(n_products + 1,)`: where each text begins in `letters`, UTF-8 bytes."""

    starts: NDArray[np.int64]
    letters: NDArray[np.uint8]

    @classmethod
    def of(cls, texts: Sequence[str]) -> "Texts":
        encoded = [text.encode("utf-8", errors="replace") for text in texts]
        starts = np.concatenate([[0], np.cumsum([len(text) for text in encoded])]).astype(np.int64)
        return cls(starts, np.frombuffer(b"".join(encoded), dtype=np.uint8))

    def __getitem__(self, row: int) -> str:
        return self.letters[int(self.starts[row]) : int(self.starts[row + 1])].tobytes().decode("utf-8")

    def patched(self, fresh: "Texts", source: NDArray[np.int64]) -> "Texts":
        """Rows of both laid one below the other, in the order of `source`."""
        lengths = np.concatenate([np.diff(self.starts), np.diff(fresh.starts)])
        firsts = np.concatenate([self.starts[:-1], fresh.starts[:-1] + len(self.letters)])[source]
        many = lengths[source]
        starts = np.concatenate([[0], np.cumsum(many)]).astype(np.int64)
        at = np.arange(int(many.sum())) - np.repeat(starts[:-1], many) + np.repeat(firsts, many)
        return Texts(starts, np.concatenate([self.letters, fresh.letters])[at])

    def save(self, folder: Path) -> None:
        np.save(folder / "texts.starts.npy", self.starts)
        np.save(folder / "texts.letters.npy", self.letters)

    @classmethod
    def load(cls, folder: Path) -> "Texts":
        parts = (np.load(folder / f"texts.{name}.npy", mmap_mode="r") for name in ("starts", "letters"))
        return cls(*(np.asarray(part) for part in parts))
