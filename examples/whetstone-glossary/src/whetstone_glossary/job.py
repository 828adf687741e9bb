"""The kind of job."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, Field

from whetstone import ChatRequest, Message, Work


class GlossaryParameters(BaseModel):
    """Whose library, which model, and how many words."""

    persona: str
    model: str
    words: int = Field(default=5, ge=0, le=100)


class Glossary:
    """Finds the commonest long words of a library, and asks a model what they mean.

    Interrupted and resumed, it counts again, which is quick, and finds the answers that it had.
    """

    name = "glossary"
    parameters: type[BaseModel] = GlossaryParameters

    def run(self, work: Work, parameters: GlossaryParameters) -> Mapping[str, Any]:
        registry = work.host.registry
        persona = registry.get(parameters.persona)
        counts: Counter[str] = Counter()
        for found in work.map("counting", long_words, list(registry.cartridge(persona).library.values())):
            counts.update(found)
        ranked = sorted(counts, key=lambda word: (-counts[word], word))[: parameters.words]
        if not ranked:
            return {"glossary": {}}
        model = work.model(parameters.model, budget=len(ranked))
        answers = model.ask("explaining", [request(word, persona.name) for word in ranked])
        explained = zip(ranked, answers, strict=True)
        return {"glossary": {word: answer.text.strip() or answer.error for word, answer in explained}}


def long_words(text: str) -> dict[str, int]:
    """Return the words of ten letters and more with their counts: one step, which may run anywhere."""
    return dict(Counter(re.findall(r"\b[a-z]{10,}\b", text.lower())))


def request(word: str, who: str) -> ChatRequest:
    """Return the question about one word."""
    return ChatRequest((Message("user", f"What does {who} mean by {word}?"),), max_tokens=80)
