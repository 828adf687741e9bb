"""A passage in brief, word for word, for models that lose the thread of a long one."""

from __future__ import annotations

from whetstone.core.text.passages import sentences
from whetstone.core.values.passage import Passage

WORDS = 30
"""An excerpt ends with the sentence before the one that would exceed this."""


def excerpt(passage: Passage) -> Passage:
    """Return the first sentences of the passage's last paragraph, about `WORDS` words, with their place.

    The last paragraph, because headings and references stand before it.
    """
    start = passage.text.rstrip().rfind("\n") + 1
    end = start
    for _, sentence_end in sentences(passage.text, (start, len(passage.text))):
        if end > start and len(passage.text[start:sentence_end].split()) > WORDS:
            break
        end = sentence_end
    kept = passage.text[start:end].rstrip()
    return Passage(
        source=passage.source,
        title=passage.title,
        start=passage.start + start,
        end=passage.start + start + len(kept),
        text=kept,
        score=passage.score,
    )
