"""Keeping a shelf's tables in its cache, and trusting nothing that is found there."""

from __future__ import annotations

import os
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from whetstone.plugins.static_embeddings.embedder import DIMENSIONS
from whetstone.plugins.static_embeddings.index import WORD_DIMENSIONS, Tables

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from whetstone.core.values.passage import Shelf

LAYOUT = "1"
"""Changes when the tables are computed differently, so that older ones are computed anew."""


def read(path: Path, shelf: Shelf) -> Tables | None:
    """Return the tables that were kept for `shelf`, or `None` where none can be trusted."""
    import numpy as np

    try:
        with np.load(path, allow_pickle=False) as found:
            if _text(found["stamp"]) != _stamp(shelf):
                return None
            tables = Tables(
                passages=found["passages"],
                words=tuple(_text(found["words"]).split("\n")),
                near=found["near"],
                weights=found["weights"],
                starts=found["starts"],
                holders=found["holders"],
            )
    except (OSError, ValueError, KeyError, EOFError, AttributeError, TypeError, zipfile.BadZipFile):
        return None
    return tables if _fits(tables, len(shelf.passages)) else None


def write(path: Path, shelf: Shelf, tables: Tables) -> None:
    """Write the tables beside their place and move them there; where that fails, leave no trace."""
    import numpy as np

    new: Path | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=path.name, suffix=".new", dir=path.parent)
        new = Path(name)
        with os.fdopen(handle, "wb") as file:
            np.savez(
                file,
                stamp=_bytes(_stamp(shelf)),
                passages=tables.passages,
                words=_bytes("\n".join(tables.words)),
                near=tables.near,
                weights=tables.weights,
                starts=tables.starts,
                holders=tables.holders,
            )
        new.replace(path)
    except OSError:
        if new is not None:
            new.unlink(missing_ok=True)


def _stamp(shelf: Shelf) -> str:
    return f"{LAYOUT} {len(shelf.passages)} {shelf.key}"


def _fits(tables: Tables, passages: int) -> bool:
    """Return whether every table has its type and shape, and points only at what is there."""
    import numpy as np

    size = len(tables.words)
    shapes: tuple[tuple[NDArray[Any], type[np.generic], tuple[int, ...]], ...] = (
        (tables.passages, np.float16, (passages, DIMENSIONS)),
        (tables.near, np.float16, (size, WORD_DIMENSIONS)),
        (tables.weights, np.float32, (size,)),
        (tables.starts, np.int64, (size + 1,)),
        (tables.holders, np.int32, (len(tables.holders),)),
    )
    if any(table.dtype != kind or table.shape != shape for table, kind, shape in shapes):
        return False
    if not all(np.isfinite(table).all() for table in (tables.passages, tables.near, tables.weights)):
        return False
    starts, holders = tables.starts, tables.holders
    if starts[0] != 0 or starts[-1] != len(holders) or (np.diff(starts) < 0).any():
        return False
    return bool(len(holders) == 0 or (holders.min() >= 0 and holders.max() < passages))


def _bytes(text: str) -> NDArray[np.uint8]:
    import numpy as np

    return np.frombuffer(text.encode("utf-8", "surrogatepass"), np.uint8)


def _text(table: NDArray[np.uint8]) -> str:
    return table.tobytes().decode("utf-8", "surrogatepass")
