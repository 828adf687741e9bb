"""What a very small model is asked: to choose one of a few words that stand in one short passage.

A model of 135 million parameters, asked in examples what the writer of a passage holds, said something else
thirteen times of fourteen; asked to leave words out of a sentence, 37 times of 40; asked to name the subject
in the sentence's own words, 29 of 40. Given a list, it keeps to it three times of four. So it chooses: what a
passage is about, and to what something is likened. Whatever it chooses is said in the passage.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import zip_longest

from whetstone.core.distilling.caller import Caller
from whetstone.core.distilling.checks import examined
from whetstone.core.distilling.choosing import Task, chosen, fault, likening, subject
from whetstone.core.distilling.claims import Claim, Draft, Dropped, Facet, Group, Shown
from whetstone.core.distilling.grounding import stem, telling_words
from whetstone.core.distilling.plan import in_turn
from whetstone.core.values.asking import Answer

LANGUAGE = "en"
"""Small models are asked in English, about English."""

MOST_TOGETHER = 4
"""So many things make a sentence; one that is left over makes none."""

_COMMON = 3
_MOST_CITED = 3
_MOST_THINGS = 8
_MOST_OF_THE_PASSAGES = 0.4
_WORDING: dict[Facet, str] = {
    "beliefs": "{name} comes back to the {words} {things}.",
    "images": "{name} draws comparisons with {things}.",
}


def read_small(caller: Caller, groups: Sequence[Group], calls: int) -> list[Claim]:
    """Return what a small model chooses in at most `calls` passages, each shown once.

    Half of the calls, as far as there are comparisons, go to them. What a passage is about is chosen from
    the groups' words, or from words that several passages have; each stands in two passages at least.
    """
    if caller.language != LANGUAGE:
        caller.dropped.append(Dropped("a very small model is asked in English only", ""))
        return []
    passages = in_turn([group.excerpts for group in groups])
    spread = Counter(word for passage in passages for word in set(telling_words(passage.text)))
    tasks = _tasks(groups, passages, spread, calls)
    found: dict[Facet, dict[str, list[Shown]]] = {"beliefs": {}, "images": {}}
    for task, answer in zip(tasks, _answers(caller, tasks), strict=True):
        if reason := fault(answer, task):
            caller.dropped.append(_dropped(reason, answer, task))
        elif (thing := chosen(answer, task)) is not None:
            key = next((k for k in found[task.facet] if telling_words(k) == telling_words(thing)), thing)
            found[task.facet].setdefault(key, []).append(task.passage)
    return [claim for facet, some in found.items() for claim in _claims(caller, facet, some, passages)]


def _tasks(
    groups: Sequence[Group], passages: Sequence[Shown], spread: Counter[str], calls: int
) -> list[Task]:
    named = [word for rank in zip_longest(*(group.words for group in groups)) for word in rank if word]
    candidates = [word for word in dict.fromkeys(named) if spread[stem(word)] > 1]
    if not candidates:
        most = _MOST_OF_THE_PASSAGES * len(passages)
        frequent = sorted(spread.items(), key=lambda item: (-item[1], item[0]))
        candidates = [word for word, count in frequent if _COMMON <= count <= most and len(word) > 3]

    def is_common(word: str) -> bool:
        return spread[stem(word)] >= _COMMON

    images = _some(passages, lambda passage: likening(passage, is_common), (calls + 1) // 2)
    taken = {task.passage.id for task in images}
    others = [passage for passage in passages if passage.id not in taken]
    return [*images, *_some(others, lambda passage: subject(passage, candidates), calls - len(images))]


def _some(passages: Sequence[Shown], find: Callable[[Shown], Task | None], most: int) -> list[Task]:
    found: list[Task] = []
    for passage in passages:
        if len(found) == most:
            break
        if (task := find(passage)) is not None:
            found.append(task)
    return found


def _answers(caller: Caller, tasks: Sequence[Task]) -> list[Answer]:
    """Return the answers; the first ones that are no choice are asked for once more."""
    answers = caller.ask("reading passages", [task.request for task in tasks])
    told = list(enumerate(zip(tasks, answers, strict=True)))
    poor = caller.repairs([place for place, (task, said) in told if not said.error and fault(said, task)])
    again = caller.ask("reading passages again", [tasks[place].once_more for place in poor])
    for place, answer in zip(poor, again, strict=True):
        first = answers[place]
        caller.dropped.append(_dropped(fault(first, tasks[place]), first, tasks[place]))
        answers[place] = answer
    return answers


def _dropped(reason: str, answer: Answer, task: Task) -> Dropped:
    return Dropped(reason, " ".join((answer.error or answer.text)[:400].split())[:200], task.facet)


def _cited(thing: str, shown: Sequence[Shown], passages: Sequence[Shown]) -> list[Shown]:
    """Return the passages in which it was chosen, and others that have it, up to three."""
    wanted = set(telling_words(thing))
    others = (passage for passage in passages if wanted and wanted <= set(telling_words(passage.text)))
    return list({passage.id: passage for passage in (*shown, *others)}.values())[:_MOST_CITED]


def _claims(
    caller: Caller, facet: Facet, found: Mapping[str, Sequence[Shown]], passages: Sequence[Shown]
) -> Iterator[Claim]:
    often = sorted(found, key=lambda thing: -len(found[thing]))
    cited = {thing: _cited(thing, found[thing], passages) for thing in often}
    things = [thing for thing in often if facet == "images" or len(cited[thing]) > 1]
    for first in range(0, min(len(things), _MOST_THINGS), MOST_TOGETHER):
        some = things[first : first + MOST_TOGETHER]
        if first and len(some) == 1:
            break
        said = _WORDING[facet].format(
            name=caller.name, things=_listed(some), words="words" if len(some) > 1 else "word"
        )
        shown = {passage.id: passage for thing in some for passage in cited[thing]}
        sources = {number: [passage] for number, passage in enumerate(shown.values(), 1)}
        match examined(Draft(facet, said, tuple(sources)), caller.ground(sources, "")):
            case Claim() as claim:
                yield claim
            case dropped:
                caller.dropped.append(dropped)


def _listed(things: Sequence[str]) -> str:
    *before, last = things
    return f"{', '.join(before)} and {last}" if before else last
