"""Sparse item-by-item arithmetic that several recommenders share, in numpy and scipy only."""

from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array

Matrix: TypeAlias = csr_array[Any, tuple[int, int]]
Floats: TypeAlias = NDArray[np.float32]
Indices: TypeAlias = NDArray[np.int32]


def from_pairs(rows: NDArray[Any], columns: NDArray[Any], values: NDArray[Any], shape: tuple[int, int]) -> Matrix:
    """Sum the values of equal pairs into a float32 matrix with sorted columns."""
    pairs = coo_array((values.astype(np.float32), (rows, columns)), shape=shape)
    matrix: Matrix = pairs.tocsr()
    matrix.sort_indices()
    return matrix


def keep_largest(matrix: Matrix, k: int) -> Matrix:
    """Keep the `k` largest values of each row; ties go to the lower column."""
    lengths = np.diff(matrix.indptr)
    if not len(lengths) or lengths.max(initial=0) <= k:
        return matrix
    rows = np.repeat(np.arange(matrix.shape[0]), lengths)
    order = np.lexsort((matrix.indices, -matrix.data, rows))
    rank = np.arange(len(order)) - np.repeat(matrix.indptr[:-1], lengths)
    kept = np.sort(order[rank < k])
    return from_pairs(rows[kept], matrix.indices[kept], matrix.data[kept], _shape(matrix))


def scale(matrix: Matrix, rows: NDArray[Any], columns: NDArray[Any]) -> Matrix:
    """Multiply each value by its row's and its column's factor."""
    lengths = np.diff(matrix.indptr)
    data = matrix.data * np.repeat(rows, lengths) * columns[matrix.indices]
    return csr_array((data.astype(np.float32), matrix.indices, matrix.indptr), shape=_shape(matrix))


def without_diagonal(matrix: Matrix) -> Matrix:
    rows = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    kept = rows != matrix.indices
    return from_pairs(rows[kept], matrix.indices[kept], matrix.data[kept], _shape(matrix))


def largest_products(left: Matrix, right: Matrix, *, k: int, cells_at_once: int = 6_000_000) -> Matrix:
    """The `k` largest values above 0 of each row of `left @ right` off the diagonal, a block of rows at a time."""
    from scipy.sparse import vstack

    n_columns = _shape(right)[1]
    blocks: list[Matrix] = []
    for start, stop in _row_blocks(left, right, cells_at_once):
        block: Matrix = csr_array(left[start:stop] @ right)
        rows = np.repeat(np.arange(block.shape[0]), np.diff(block.indptr))
        block.data[rows + start == block.indices] = 0
        block.eliminate_zeros()
        full = n_columns > k and block.nnz > DENSE * block.shape[0] * n_columns
        rows_at_once = max(1, cells_at_once // max(n_columns, 1))
        blocks += _largest_dense(block, k, rows_at_once) if full else [keep_largest(block, k)]
    if not blocks:
        return from_pairs(np.zeros(0, int), np.zeros(0, int), np.zeros(0), (0, n_columns))
    whole: Matrix = vstack(blocks, format="csr")
    whole.sort_indices()
    return whole


def _row_blocks(left: Matrix, right: Matrix, cells: int) -> list[tuple[int, int]]:
    """Row ranges of `left` whose products hold at most about `cells` values each."""
    lengths = np.append(0, np.cumsum(np.diff(right.indptr)[left.indices], dtype=np.int64))
    most = np.minimum(lengths[left.indptr[1:]] - lengths[left.indptr[:-1]], right.shape[1])
    number = np.cumsum(most) // max(cells, 1)
    bounds = [0, *(np.flatnonzero(np.diff(number)) + 1).tolist(), left.shape[0]]
    return [(start, stop) for start, stop in pairwise(bounds) if stop > start]


DENSE = 0.03
"""Above this share of cells that hold something, partitioning whole rows beats sorting what they hold."""


def _largest_dense(block: Matrix, k: int, rows_at_once: int) -> list[Matrix]:
    """As `keep_largest`, a few whole rows at a time; ties go to any column."""
    found: list[Matrix] = []
    for start in range(0, block.shape[0], rows_at_once):
        part: Matrix = csr_array(block[start : start + rows_at_once])
        cells: NDArray[np.float32] = part.toarray()
        columns = np.argpartition(-cells, k - 1, axis=1)[:, :k]
        rows = np.repeat(np.arange(len(cells)), k)
        values = cells[rows, columns.ravel()]
        kept = values > 0
        found.append(from_pairs(rows[kept], columns.ravel()[kept], values[kept], _shape(part)))
    return found


def power(values: NDArray[Any], exponent: float) -> Floats:
    """`values ** exponent`, with 0 for what is not positive, so that an item without actions divides nothing."""
    raised = np.zeros(len(values), dtype=np.float32)
    positive = values > 0
    raised[positive] = values[positive].astype(np.float64) ** exponent
    return raised


def rows_sum(matrix: Matrix, rows: NDArray[Any], weights: NDArray[Any]) -> Floats:
    """`sum_h weights[h] * matrix[rows[h]]` as a dense row; a few thousand additions, no temporary matrix."""
    total = np.zeros(matrix.shape[1], dtype=np.float32)
    for row, weight in zip(rows, weights, strict=True):
        start, end = matrix.indptr[row], matrix.indptr[row + 1]
        total[matrix.indices[start:end]] += np.float32(weight) * matrix.data[start:end]
    return total


def values_at(matrix: Matrix, rows: NDArray[Any], columns: NDArray[Any]) -> Floats:
    """The dense `(len(rows), len(columns))` part of `matrix`."""
    found = np.zeros((len(rows), len(columns)), dtype=np.float32)
    for place, row in enumerate(rows):
        start, end = matrix.indptr[row], matrix.indptr[row + 1]
        indices = matrix.indices[start:end]
        if not len(indices):
            continue
        at = np.minimum(np.searchsorted(indices, columns), len(indices) - 1)
        found[place] = np.where(indices[at] == columns, matrix.data[start:end][at], 0)
    return found


def packed(matrix: Matrix) -> dict[str, NDArray[Any]]:
    """The arrays of a matrix, to be stored with others in one `.npz` without pickles."""
    shape = np.array(matrix.shape, dtype=np.int64)
    return {"data": matrix.data, "indices": matrix.indices, "indptr": matrix.indptr, "shape": shape}


def unpacked(stored: Mapping[str, NDArray[Any]]) -> Matrix:
    shape = (int(stored["shape"][0]), int(stored["shape"][1]))
    return csr_array((stored["data"], stored["indices"], stored["indptr"]), shape=shape)


def save_arrays(path: Path, arrays: Mapping[str, NDArray[Any]]) -> None:
    """A model file is numbers, never code: no pickles."""
    np.savez(path, allow_pickle=False, **arrays)


def _shape(matrix: Matrix) -> tuple[int, int]:
    return int(matrix.shape[0]), int(matrix.shape[1])
