"""Approximate search for what is too much to compare one by one: rows lie by cluster, the nearest clusters are read."""

from __future__ import annotations

import math
from typing import Any

EXACT = 100_000
"""Up to so many rows of a segment every one is compared."""
SHARE = 4
"""One cluster of so many is read: of the nearest 200 that finds 96 in 100, see docs/search.md."""
_SAMPLE = 64
"""Rows for each cluster that its centre is found from."""
_ROUNDS = 8
_PART = 8_192


def arrange(vectors: Any) -> tuple[Any, Any, Any]:
    """Order of rows by cluster, centres of the clusters, and where each begins (and the last ends) in that order.

    Spherical k-means on a sample, the same for the same rows; √n clusters.
    """
    import numpy

    count = len(vectors)
    clusters = max(1, math.isqrt(count))
    chance = numpy.random.default_rng(count)
    sample = numpy.asarray(vectors[numpy.sort(chance.choice(count, min(count, clusters * _SAMPLE), replace=False))])
    centres = sample[chance.choice(len(sample), clusters, replace=False)].copy()
    for _ in range(_ROUNDS):
        belongs = _nearest(sample, centres)
        sums = numpy.zeros_like(centres)
        numpy.add.at(sums, belongs, sample)
        lengths = numpy.linalg.norm(sums, axis=1, keepdims=True)
        centres = numpy.where(lengths > 0, sums / numpy.where(lengths > 0, lengths, 1), centres)
    belongs = _nearest(vectors, centres)
    order = numpy.argsort(belongs, kind="stable")
    return order, centres, numpy.searchsorted(belongs[order], numpy.arange(clusters + 1))


def _nearest(vectors: Any, centres: Any) -> Any:
    import numpy

    parts = [(vectors[start : start + _PART] @ centres.T).argmax(axis=1) for start in range(0, len(vectors), _PART)]
    return numpy.concatenate(parts)


def compare(vectors: Any, vector: Any, centres: Any, begins: Any) -> Any:
    """How near each row is; minus infinity for rows of clusters that are not read."""
    import numpy

    found = numpy.full(len(vectors), -numpy.inf, numpy.float32)
    wanted = -(-len(centres) // SHARE)
    for place in numpy.argsort(-(centres @ vector))[:wanted]:
        first, last = begins[place], begins[place + 1]
        found[first:last] = vectors[first:last] @ vector
    return found
