"""Write the `source_hash` of each built-in persona into its metadata: over its library texts, our notes."""

from __future__ import annotations

import json
from pathlib import Path

from whetstone import source_hash

LIBRARY = Path(__file__).resolve().parent.parent / "philosophy_library"


def main() -> None:
    """Rewrite the metadata files whose texts have changed."""
    for path in sorted(LIBRARY.glob("*/metadata.json")):
        metadata = json.loads(path.read_text("utf-8"))
        wanted = source_hash(text.read_bytes() for text in path.parent.glob("library/*.txt"))
        if metadata["source_hash"] != wanted:
            metadata["source_hash"] = wanted
            path.write_text(json.dumps(metadata, indent=2, ensure_ascii=False) + "\n", "utf-8")
            print(f"{path.parent.name}: {wanted}")


if __name__ == "__main__":
    main()
