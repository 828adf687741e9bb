"""How good a ranking is, by trec_eval's definitions."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

DEPTH = 10


def ndcg(ranking: Sequence[str], grades: Mapping[str, int]) -> float:
    """Return the nDCG@10 of a ranking of documents, the best first.

    A document at rank r gains its grade (not judged, or graded below 0: nothing) divided by log2(r + 1).
    The sum is divided by that of the best ranking there could be, in which all judged documents count,
    also those that are not in the corpus (Järvelin and Kekäläinen, TOIS 2002, as `ndcg_cut_10` of
    trec_eval).
    """
    ideal = _gain(sorted(grades.values(), reverse=True))
    return _gain([grades.get(document, 0) for document in ranking]) / ideal if ideal else 0.0


def recall(ranking: Sequence[str], grades: Mapping[str, int]) -> float:
    """Return the share of the relevant documents that stand among the first ten (`recall_10`)."""
    relevant = {document for document, grade in grades.items() if grade > 0}
    return len(relevant & set(ranking[:DEPTH])) / len(relevant) if relevant else 0.0


def _gain(grades: Sequence[int]) -> float:
    return sum(max(grade, 0) / math.log2(rank + 1) for rank, grade in enumerate(grades[:DEPTH], start=1))
