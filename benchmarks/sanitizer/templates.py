"""Annotated sentences from presidio's own templates, not ours: `-m benchmarks.sanitizer.templates FOLDER`.

PYTHON is the one of benchmarks/sanitizer/peers.py, with more in it:

    uv pip install --python PLACE presidio-evaluator faker pandas python-dotenv cryptography

Writes `templates-develop.jsonl` and `templates-held-out.jsonl`: each template stands in one of them alone, a
quarter of the sentences is in lower case. A title ("Dr.", "accountant") is not annotated as a part of a name.
"""

from __future__ import annotations

import json
import random
import sys
from pathlib import Path

SENTENCES = 4_000
SEED, SPLIT = 7, 3


def main(folder: Path) -> None:
    """Write both files."""
    from faker import Faker
    from presidio_evaluator.data_generator import PresidioSentenceFaker

    random.seed(SEED)
    maker = PresidioSentenceFaker("en_US", lower_case_ratio=0.25)
    Faker.seed(SEED)
    made = {each.full_text: each for each in maker.generate_new_fake_sentences(num_samples=SENTENCES)}
    templates = sorted({each.template_id for each in made.values()})
    random.Random(SPLIT).shuffle(templates)
    develop = set(templates[: len(templates) // 2])
    folder.mkdir(parents=True, exist_ok=True)
    for name, wanted in (("develop", True), ("held-out", False)):
        with (folder / f"templates-{name}.jsonl").open("w", encoding="utf-8") as file:
            for each in made.values():
                if (each.template_id in develop) is wanted:
                    file.write(json.dumps({"text": each.full_text, "spans": _spans(each)}) + "\n")


def _spans(sample: object) -> list[dict[str, object]]:
    return [
        {"start": span.start_position, "end": span.end_position, "type": span.entity_type}
        for span in sample.spans  # type: ignore[attr-defined]
        if span.entity_type != "TITLE"
    ]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
