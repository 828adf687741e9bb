"""What is at hand for a part of a forge's work: datasketch finds repetitions, scikit-learn themes.

    python -m benchmarks.forge_peer TEXTS…

`TEXTS` are folders of .txt files. Their paragraphs are put together to passages of 500 characters; MinHash
(128 permutations of 4-word shingles) looks for repetitions among them, and tf-idf, truncated SVD and k-means
for twelve themes. No style is measured, nothing is told from an editor's words, no passage is chosen or held
out. Prints the seconds and the passages as JSON.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

PASSAGE = 500


def main(folders: list[Path]) -> None:
    """Print what the peers took."""
    began = time.perf_counter()
    passages = [
        passage for folder in folders for path in sorted(folder.rglob("*.txt")) for passage in _of(path)
    ]
    repeated = _repeated(passages)
    _themes(passages)
    print(
        json.dumps({"seconds": time.perf_counter() - began, "passages": len(passages), "repeated": repeated})
    )


def _of(path: Path) -> list[str]:
    passages = [""]
    for paragraph in path.read_text(encoding="utf-8").split("\n\n"):
        if len(passages[-1]) >= PASSAGE:
            passages.append("")
        passages[-1] += f"{paragraph}\n\n"
    return passages


def _repeated(passages: list[str]) -> int:
    from datasketch import MinHash, MinHashLSH

    index = MinHashLSH(threshold=0.5, num_perm=128)
    found = 0
    for number, passage in enumerate(passages):
        words = passage.lower().split()
        sketch = MinHash(num_perm=128)
        sketch.update_batch([" ".join(words[at : at + 4]).encode() for at in range(len(words) - 3)])
        found += bool(index.query(sketch))
        index.insert(str(number), sketch)
    return found


def _themes(passages: list[str]) -> None:
    from sklearn.cluster import KMeans
    from sklearn.decomposition import TruncatedSVD
    from sklearn.feature_extraction.text import TfidfVectorizer

    weighted = TfidfVectorizer(max_features=4_096, sublinear_tf=True, stop_words="english").fit_transform(
        passages
    )
    points = TruncatedSVD(64, random_state=0).fit_transform(weighted)
    KMeans(12, n_init=3, random_state=0).fit(points)


if __name__ == "__main__":
    main([Path(folder) for folder in sys.argv[1:]])
