"""Asking a very small model to choose one of a few words, and seeing whether it did."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from whetstone.core.distilling.claims import NO_ANSWER, Facet, Shown
from whetstone.core.distilling.grounding import stem
from whetstone.core.distilling.reading import without_reasoning
from whetstone.core.text.passages import sentences
from whetstone.core.text.words import STOP_WORDS, words
from whetstone.core.values.asking import Answer
from whetstone.core.values.model import ChatRequest, Message, Sampling

MOST_CHOICES = 5

_SHOWN_WORDS = 80
_TOKENS = 16
_GREEDY = Sampling(temperature=0, seed=1)

_SYSTEM: dict[Facet, str] = {
    "beliefs": "You choose the one word of a list that says what a passage is about.",
    "images": "You choose from a list what something is likened to in a sentence.",
}
_ASKED: dict[Facet, str] = {"beliefs": "It is about:", "images": "It is likened to:"}
_HINT = "\nGive one of these and nothing else."
_EXAMPLES: dict[Facet, tuple[tuple[str, str, str], ...]] = {
    "beliefs": (
        (
            "The miser counts his coins at night and does not sleep; he has the gold, and the gold has him.",
            "sleep, gold, night",
            "gold",
        ),
        (
            "Why be angry with the rain? It falls on the honest farmer's field and on the thief's.",
            "field, rain, thief",
            "rain",
        ),
        (
            "A king asked me once whether he was happy. I told him to ask his horses.",
            "happy, horses, king",
            "happy",
        ),
    ),
    "images": (
        (
            "A man who reads without thinking is like a sieve through which everything runs.",
            "a sieve, everything, thinking",
            "a sieve",
        ),
        ("Words, like seeds, are thrown on the wind.", "seeds, wind, words", "seeds"),
        ("The crowd, like a sleepy ox, goes wherever it is led.", "a sleepy ox, crowd", "a sleepy ox"),
    ),
}

_LIKENING = re.compile(
    r"(?<!\bto )(?<!should )(?<!would )(?<!\bnot )(?<!\bdo )(?<!\bdid )(?<!\byou )(?<!they )(?<!\bwe )"
    r"(?<!\bI )(?<!\bwho )(?<!\bmay )(?<!please )(?<!become )(?<!becomes )"
    r"\b(?:like|resembles?|likened to|compared to|as (?:if|though) (?:it|he|she|they) were)\s+"
    r"((?:an?|the)\s+(?!(?:others?|same|rest|manner|way)\b)[\w’'-]+(?:\s[\w’'-]+)?)"
    r"(?=[,.;:!—]|\s(?:in|of|who|that|which|whom|whose|through|against|from|with|when|where|at|on|by|and|or)\b)"
)
_SPOKEN = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Task:
    """A passage, a part of it that is shown, and `choices`, of which `right` are those that may be chosen."""

    facet: Facet
    passage: Shown
    shown: str
    choices: tuple[str, ...]
    right: tuple[str, ...]

    @property
    def request(self) -> ChatRequest:
        """What the model is asked."""
        return self._asked("")

    @property
    def once_more(self) -> ChatRequest:
        """What it is asked after an answer that was no choice."""
        return self._asked(_HINT)

    def _asked(self, hint: str) -> ChatRequest:
        messages = [Message("system", _SYSTEM[self.facet])]
        for shown, choices, chosen in _EXAMPLES[self.facet]:
            messages += [Message("user", self._question(shown, choices)), Message("assistant", chosen)]
        messages.append(Message("user", self._question(self.shown, ", ".join(self.choices) + hint)))
        return ChatRequest(tuple(messages), _TOKENS, _GREEDY, stop=("\n",))

    def _question(self, shown: str, choices: str) -> str:
        return f"> {shown}\nThe list: {choices}\n{_ASKED[self.facet]}"


def likening(passage: Shown, is_common: Callable[[str], bool]) -> Task | None:
    """Return the task about the first sentence of the passage that likens something to a particular thing.

    What `is_common` among the passages is no image but a subject.
    """
    for start, end in sentences(passage.text, (0, len(passage.text))):
        sentence = " ".join(passage.text[start:end].split())
        found = _LIKENING.search(sentence)
        if found is None or len(sentence.split()) > _SHOWN_WORDS or is_common(found[1].split()[-1]):
            continue
        if any(word in STOP_WORDS for word in words(found[1])[1:]):
            continue
        besides = [
            word for word in dict.fromkeys(words(sentence)) if len(word) > 3 and word not in STOP_WORDS
        ]
        others = [word for word in besides if word not in words(found[1])][: MOST_CHOICES - 1]
        return Task("images", passage, sentence, tuple(sorted((found[1], *others))), (found[1],))
    return None


def subject(passage: Shown, candidates: Sequence[str]) -> Task | None:
    """Return the task to choose what the passage is about from those of `candidates` that stand in it."""
    shown = " ".join(passage.text.split()[:_SHOWN_WORDS])
    forms = {stem(word): spoken for spoken in _SPOKEN.findall(shown) for word in words(spoken)}
    there = [forms[stem(word)] for word in candidates if stem(word) in forms][:MOST_CHOICES]
    there = sorted(dict.fromkeys(there))
    return Task("beliefs", passage, shown, tuple(there), tuple(there)) if len(there) > 1 else None


def fault(answer: Answer, task: Task) -> str:
    """Return why the answer is not what may be chosen; empty where it is."""
    if answer.error:
        return NO_ANSWER
    if not words(without_reasoning(answer.text[:2_000])):
        return "the answer is empty"
    if (choice := chosen(answer, task)) is None:
        return "it chooses nothing that was offered"
    return "" if choice in task.right else "it is not what the sentence compares to"


def chosen(answer: Answer, task: Task) -> str | None:
    """Return which of the choices the answer gives; `None` where it gives none, or more than one."""
    said = _bare(words(without_reasoning(answer.text[:2_000])))
    return next((choice for choice in task.choices if _bare(words(choice)) == said), None)


def _bare(some: list[str]) -> list[str]:
    """Return the stems, a plural being the same choice, without an article in front."""
    return [stem(word) for word in (some[1:] if some and some[0] in ("a", "an", "the") else some)]
