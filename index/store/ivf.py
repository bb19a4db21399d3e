"""Lists of near vectors in FAISS (IVF): of a large store, only the lists nearest to a question are compared with it.

The vectors are in bytes as in a flat store, which the functions here turn into lists, and back.
Source: Jégou et al., "Product Quantization for Nearest Neighbor Search", TPAMI 2011, section IV.
"""

import math
import os
from collections.abc import Iterator
from typing import Any

import faiss
import numpy as np
import numpy.typing as npt

from index.among import Rows

_faiss: Any = faiss  # whose types name half of what it has
Codes = npt.NDArray[np.uint8]

LARGE = 300_000
"""Vectors from which lists pay: comparing all takes 5 ms, as long as all else in a question."""
LISTS_SEARCHED = 3 / 8
"""Share of the lists that are compared with a question: the least that loses no more than 0.002 of what all find of the
ten nearest of a million synthetic passages. An eighth of them finds 0.965, a quarter 0.976, three eighths 0.978, all
0.980 (python -m benchmarks.scale --shares)."""
SCORED_EXACTLY = 50_000
"""Passages that are all compared where a filter leaves no more."""
_SAMPLE = 32
"""Vectors for each list from which its centre is learnt, in so many rounds; twice as many of both find no more."""
_ROUNDS = 5
_SEED = 12
_AT_ONCE = 65_536
_BYTES = _faiss.ScalarQuantizer.QT_8bit_direct_signed


def flat(dimension: int) -> Any:
    """An empty index that compares all its vectors."""
    return _faiss.IndexIDMap2(_faiss.IndexScalarQuantizer(dimension, _BYTES, faiss.METRIC_INNER_PRODUCT))


def fitting(index: Any) -> Any:
    """The index, or one of the other kind or with more lists where its size asks for that.

    There is room between the sizes at which it changes there and back, so that it does not with every update.
    """
    if not is_lists(index):
        return _in_lists(index) if index.ntotal > LARGE else index
    if index.ntotal < LARGE / 2:
        return _filled(flat(index.d), index)
    return _in_lists(index) if _lists_for(index.ntotal) > index.nlist else index


def is_lists(index: Any) -> bool:
    """Whether an index has lists."""
    return isinstance(index, _faiss.IndexIVF)


def parameters(index: Any, selector: Any, allowed: int | None) -> Any:
    """What to search an index with.

    selector: of FAISS, for the rows that may be found, and how many these are; None for all.
    """
    if not is_lists(index):
        return _faiss.SearchParameters(sel=selector)
    if allowed is None:
        allowed = index.ntotal
    elif allowed <= SCORED_EXACTLY:
        return _faiss.SearchParametersIVF(sel=selector, nprobe=index.nlist)
    # The fewer may be found, the more lists it takes to hold as many of them.
    share = min(1.0, LISTS_SEARCHED * index.ntotal / allowed)
    return _faiss.SearchParametersIVF(sel=selector, nprobe=math.ceil(share * index.nlist))


def contents(index: Any) -> Iterator[tuple[Rows, Codes]]:
    """Rows and codes of all vectors, shapes (n,) and (n, dimension), some at a time; good until the index changes."""
    if is_lists(index):
        lists = index.invlists
        for at in range(index.nlist):
            if size := lists.list_size(at):
                codes = _faiss.rev_swig_ptr(lists.get_codes(at), size * index.d)
                yield _faiss.rev_swig_ptr(lists.get_ids(at), size), codes.reshape(size, index.d)
    elif index.ntotal:
        codes = _faiss.rev_swig_ptr(_faiss.downcast_index(index.index).codes.data(), index.ntotal * index.d)
        yield _faiss.rev_swig_ptr(index.id_map.data(), index.ntotal), codes.reshape(-1, index.d)


def find_by_row(index: Any) -> None:
    """Have an index that is not changed any more give vectors by their rows."""
    if is_lists(index):
        index.set_direct_map_type(_faiss.DirectMap.Hashtable)


def _lists_for(number: int) -> int:
    """How many lists so many vectors are put in: the power of two nearest to four times their root."""
    return 1 << (2 + round(math.log2(number) / 2))


def _in_lists(index: Any) -> Any:
    """The same vectors in lists, whose centres are learnt from every so manieth of them."""
    number = _lists_for(index.ntotal)
    made = _faiss.IndexIVFScalarQuantizer(
        _faiss.IndexFlatIP(index.d), index.d, number, _BYTES, faiss.METRIC_INNER_PRODUCT, False
    )
    made.cp.niter, made.cp.seed = _ROUNDS, _SEED
    made.cp.min_points_per_centroid, made.cp.max_points_per_centroid = 1, _SAMPLE
    faiss.omp_set_num_threads(os.cpu_count() or 1)
    step = max(1, index.ntotal // (_SAMPLE * number))
    made.train(np.concatenate([_numbers(codes[::step]) for _, codes in contents(index)]))
    return _filled(made, index)


def _filled(made: Any, index: Any) -> Any:
    for rows, codes in contents(index):
        for first in range(0, len(rows), _AT_ONCE):
            part = slice(first, first + _AT_ONCE)
            made.add_with_ids(_numbers(codes[part]), rows[part])
    return made


def _numbers(codes: Codes) -> npt.NDArray[np.float32]:
    """What FAISS keeps as bytes, from -127 to 127."""
    return codes.astype(np.float32) - np.float32(128)
