"""Reading what a model wrote, whatever form it chose: lines, lists, headings, tables, JSON."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from whetstone.core.distilling.citations import cited, only_citations
from whetstone.core.distilling.claims import Draft, Facet
from whetstone.core.distilling.json_answers import from_json

MOST_CHARACTERS = 20_000
"""An answer is read so far; a model that never ends says nothing new after that."""

MOST_DRAFTS = 60
"""And so many findings of it."""

_LONGEST_LINE = 4_000
_LONGEST_JOINED = 1_000

_REASONING = re.compile(r"<(think|thinking|reasoning|reflection|scratchpad)\b[^>]*>.*?</\1\s*>", re.S | re.I)
_REASONING_ENDS = re.compile(r"</(?:think|thinking|reasoning|reflection|scratchpad)\s*>", re.I)
_REASONING_BEGINS = re.compile(r"<(?:think|thinking|reasoning|reflection|scratchpad)\b[^>]*>", re.I)
_FENCE = re.compile(r"^\s*(?:```|~~~).*$", re.M)
_BULLET = re.compile(r"^\s*(?:(?:[-*•·‣◦–—+>#|]+|\(?\d{1,2}[.)])(?=[\s*|\"“])\s*)+")
_EMPHASIS = re.compile(r"\*+|__+|`+")
_LABEL = re.compile(
    r"^\s*[\[(\"]*([^\]):：|–—\"]{1,60})[\])\"]*\s*(?:[:：|–—]|\s-\s|(?<=[\])])\s)[*\s]*(.*)$", re.S
)
_ENDED = re.compile(r"[.!?:。！？…][\"'”’»)\]]*\s*$")
_JSON_LEFTOVERS = re.compile(r"^[\s{}\[\],\"]*$")

_WORDS: dict[Facet, str] = {
    "voice": "voice voices style tone diction sound sounds language speech",
    "beliefs": "belief beliefs believe believes view views conviction convictions opinion opinions values "
    "tension tensions change changes teaching holds",
    "arguing": "arguing argue argues argument arguments argumentation reasoning reasons method methods "
    "rhetoric",
    "images": "image images imagery anecdote anecdotes metaphor metaphors comparison comparisons story "
    "stories simile similes",
    "avoids": "avoid avoids avoided avoiding avoidance avoidances",
    "interlocutor": "interlocutor interlocutors stance listener listeners audience addressee reader readers "
    "attitude",
}
_FACET_WORDS = {word: facet for facet, some in _WORDS.items() for word in some.split()}
_SMALL_WORDS = (
    "a an and or of with the their its his her in on to towards toward way ways characteristic typical what "
    "how they he she it facet use uses used things"
)
_FILLERS = frozenset(_SMALL_WORDS.split())


def read_answer(answer: str, default: Facet | None = None) -> list[Draft]:
    """Return the findings in `answer`, in order, at most `MOST_DRAFTS`; never raises.

    `default` is the facet of those that name none. What a reasoning model thought aloud is not read.
    """
    text = without_reasoning(answer[:MOST_CHARACTERS])
    text = _FENCE.sub("", text).strip()
    found = from_json(text, facet_of, default) or _from_lines(text, default)
    drafts = []
    for draft in found:
        drafts += cited(replace(draft, text=draft.text[:_LONGEST_LINE]))
        if len(drafts) >= MOST_DRAFTS:
            break
    return drafts[:MOST_DRAFTS]


def without_reasoning(text: str) -> str:
    """Return the answer proper: what stands outside of blocks that think aloud, also unclosed ones."""
    text = _REASONING.sub("", text)
    *_, text = _REASONING_ENDS.split(text)
    return _REASONING_BEGINS.split(text)[0]


def facet_of(label: str) -> Facet | None:
    """Return the facet that a label such as `Ways of arguing` names; a sentence is no label."""
    words = re.findall(r"[^\W\d_]+", label.casefold())
    known = [_FACET_WORDS[word] for word in words if word in _FACET_WORDS]
    if not known or any(word not in _FACET_WORDS and word not in _FILLERS for word in words):
        return None
    return known[0]


def _from_lines(text: str, default: Facet | None) -> Iterator[Draft]:
    current = default
    for item in _items(text.splitlines()):
        label, rest = _labelled(item)
        if label is not None:
            current = label
        if rest.strip() and not _JSON_LEFTOVERS.match(rest):
            yield Draft(current, rest, ())


def _labelled(item: str) -> tuple[Facet | None, str]:
    if (facet := facet_of(item)) is not None:
        return facet, ""
    if (found := _LABEL.match(item)) and (facet := facet_of(found[1])) is not None:
        return facet, found[2]
    return None, item


def _items(lines: Iterable[str]) -> Iterator[str]:
    """Yield what belongs together: a line, or one that was broken, or one whose citations stand below."""
    pending = ""
    for line in lines:
        bare = _EMPHASIS.sub("", _BULLET.sub("", line)).strip().strip("|").strip()
        if line.lstrip().startswith('"'):
            bare = re.sub(r"^\"(?=\S)|\"?,?$", "", bare)
        begins = bool(_BULLET.match(line)) or _labelled(bare)[0] is not None
        if bare and _goes_on(pending) and (only_citations(bare) or not (begins or _is_whole(pending))):
            pending = f"{pending} {bare}"
            continue
        if pending:
            yield pending
        pending = bare
    if pending:
        yield pending


def _goes_on(pending: str) -> bool:
    return 0 < len(pending) < _LONGEST_JOINED


def _is_whole(text: str) -> bool:
    if _ENDED.search(text) or facet_of(text.rstrip(" :：")) is not None:
        return True
    return text.rstrip(" .").endswith(("]", "】"))
