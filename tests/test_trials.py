"""A persona is tried out: the same questions under several prompts, and the replies held to the author."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from orchard import OTHERS, excerpts, passage

from whetstone.core.errors import PromptTooLong
from whetstone.core.text.scale.likeness import AuthorStyle
from whetstone.core.trials.contexts import contexts_from
from whetstone.core.trials.replies import Condition
from whetstone.core.trials.trial import Trials, try_out
from whetstone.core.trials.wording import wording
from whetstone.core.values.asking import Answer
from whetstone.core.values.cartridge import Config, ContextLimits, Example
from whetstone.core.values.model import ChatRequest
from whetstone.core.values.passage import Passage

KEEPER = "You are the keeper of an orchard."


@dataclass
class Said:
    """A model that says what `reply` makes of a request and its number, and keeps to its budget."""

    reply: Callable[[ChatRequest, int], str | Answer]
    left: int = 100
    small: bool = False
    context_tokens: int | None = None
    name: str = "recorded"
    asked: list[ChatRequest] = field(default_factory=list)

    def count_tokens(self, text: str) -> int:
        return len(text.split())

    def ask(self, phase: str, requests: Sequence[ChatRequest]) -> list[Answer]:
        if len(requests) > self.left:
            raise ValueError("the budget is spent")
        answers = []
        for request in requests:
            said = self.reply(request, len(self.asked))
            self.asked.append(request)
            answers.append(said if isinstance(said, Answer) else Answer(said))
        self.left -= len(requests)
        return answers


def is_keeper(request: ChatRequest) -> bool:
    return KEEPER in request.messages[0].content


def in_character(request: ChatRequest, number: int) -> str:
    """The keeper's manner under the keeper's prompt, an office's under any other."""
    return passage(100 + number) if is_keeper(request) else OTHERS[number % 40]


@pytest.fixture(scope="module")
def style() -> AuthorStyle:
    return AuthorStyle.learn((passage(number) for number in range(60)), "en", OTHERS)


def trial(asking: Said, style: AuthorStyle, contexts: int = 10, **options: object) -> Trials:
    conditions = {
        "forged": Condition(KEEPER),
        "named": Condition("You are Ada."),
        "none": Condition(),
    }
    held_out = contexts_from(excerpts(16), "en", 16) + contexts_from(excerpts(60)[30:], "en", 16)
    return try_out(asking, conditions, held_out[:contexts], name="Ada", style=style, **options)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def keeper(style: AuthorStyle) -> tuple[Said, Trials]:
    """A trial of the keeper over two windows, and the model that was asked."""
    asking = Said(in_character)
    return asking, trial(asking, style, 20)


def test_a_persona_that_sounds_like_its_author_gains_on_a_bare_name_and_on_none(
    keeper: tuple[Said, Trials],
) -> None:
    _, found = keeper
    assert (found.contexts, found.judged, found.windows) == (20, 20, 2)
    assert found.likeness["forged"].low > found.likeness["named"].high
    assert found.gains["named"].low > 0.3
    assert found.gains["none"].low > 0.3
    assert found.author is not None
    assert found.author.mean == pytest.approx(1, abs=0.3)
    assert found.share is not None
    assert found.share.mean > 0.5


def test_a_persona_that_sounds_less_like_its_author_loses_and_is_told_so(style: AuthorStyle) -> None:
    def worse(request: ChatRequest, number: int) -> str:
        return OTHERS[number % 40] if is_keeper(request) else passage(100 + number)

    found = trial(Said(worse), style)
    assert found.gains["named"].high < 0
    assert found.gains["none"].high < 0
    assert found.share is None


def test_all_conditions_are_asked_the_same_with_the_same_seed_sampling_and_length(
    keeper: tuple[Said, Trials],
) -> None:
    asking, _ = keeper
    forged, named, none = (asking.asked[start : start + 20] for start in (0, 20, 40))
    for one, other, bare in zip(forged, named, none, strict=True):
        assert one.messages[-1] == other.messages[-1] == bare.messages[-1]
        assert one.sampling == other.sampling == bare.sampling
        assert one.max_tokens == other.max_tokens == bare.max_tokens
        assert [message.role for message in one.messages] == ["system", "user"]
        assert [message.role for message in bare.messages] == ["user"]
    assert len({request.sampling.seed for request in forged}) == 20


def test_no_reply_sees_a_held_out_passage_beyond_the_words_it_is_about(keeper: tuple[Said, Trials]) -> None:
    asking, _ = keeper
    held_out = {context.said: context for context in contexts_from(excerpts(16), "en", 16)}
    asked = [request.messages for start in (0, 20, 40) for request in asking.asked[start : start + 16]]
    for messages in asked:
        context = held_out[messages[-1].content]
        worded = {word for question in wording("en").questions for word in question.split()}
        assert {word.strip("?,") for word in context.said.split()} <= {
            word.strip("?,") for word in worded
        } | set(context.subjects)
        assert set(context.subjects) <= set(context.author.split())


def test_the_persona_is_tried_as_it_is_talked_with(style: AuthorStyle) -> None:
    found = Passage("graft.txt", "On grafting", 0, 15, "Cut it in March")
    config = Config(
        voice="Dry.", greeting="Well?", examples=(Example(user="Pears?", reply="Wait for them."),)
    )
    asking = Said(in_character, left=2, small=False)
    conditions = {
        "forged": Condition(KEEPER, config, lambda query, limit: [found][:limit]),
        "none": Condition(),
    }
    try_out(asking, conditions, contexts_from(excerpts(16), "en", 5), name="Ada", style=style)
    said = [message.content for message in asking.asked[0].messages]
    assert said[0] == f"{KEEPER}\n\nHow Ada speaks: Dry."
    assert said[1:5] == ["Pears?", "Wait for them.", "Hello.", "Well?"]
    assert "[graft.txt] Cut it in March" in said[5]


def test_a_persona_that_says_little_gets_no_more_room_than_when_it_is_talked_with(style: AuthorStyle) -> None:
    config = Config(voice="Dry.", context_limits=ContextLimits(reply_tokens=80))
    asking = Said(in_character, left=2, small=False)
    conditions = {"forged": Condition(KEEPER, config, name="Bea"), "none": Condition()}
    try_out(asking, conditions, contexts_from(excerpts(16), "en", 1), name="Ada", style=style)
    assert [request.max_tokens for request in asking.asked] == [80, 300]
    assert asking.asked[0].messages[0].content == f"{KEEPER}\n\nHow Bea speaks: Dry."


def test_a_very_small_model_gets_its_own_framing(style: AuthorStyle) -> None:
    asking = Said(in_character, small=True, left=6)
    trial(asking, style)
    assert {request.max_tokens for request in asking.asked} == {120}
    assert {request.stop for request in asking.asked} == {("\nUser:", "\nAda:")}


@pytest.mark.parametrize(("left", "contexts"), [(59, 10), (29, 9), (3, 1)])
def test_the_budget_says_how_much_is_tried_in_whole_windows(
    style: AuthorStyle, left: int, contexts: int
) -> None:
    asking = Said(in_character, left=left)
    found = trial(asking, style, 20)
    assert (found.contexts, len(asking.asked), found.windows) == (contexts, 3 * contexts, 1)
    assert ("say little" in " ".join(found.notes)) == (contexts < 10)


def test_without_calls_nothing_is_tried_and_no_figure_is_given(style: AuthorStyle) -> None:
    found = trial(Said(in_character, left=2), style)
    assert found.as_json()["likeness"] == {}
    assert (found.author, found.share, found.windows, found.contexts) == (None, None, 0, 0)
    assert "no calls were left" in found.notes[0]


def test_contexts_in_which_a_reply_failed_are_judged_for_nobody_and_counted(style: AuthorStyle) -> None:
    def sometimes(request: ChatRequest, number: int) -> str | Answer:
        if number % 20 == 3 and is_keeper(request):
            return Answer("", error="the model refused")
        return "  \n" if number == 25 else in_character(request, number)

    found = trial(Said(sometimes), style, 20)
    assert found.failures == {"forged": 1, "named": 1, "none": 0}
    assert (found.contexts, found.judged, found.windows) == (20, 18, 1)
    assert "2 of 20 contexts were left out" in found.notes[0]
    assert "the model refused" in found.notes[0]


def test_when_every_reply_fails_there_are_no_figures(style: AuthorStyle) -> None:
    found = trial(Said(lambda request, number: Answer("", error="it is down")), style)
    assert found.judged == 0
    assert found.likeness == {}
    assert "it is down" in " ".join(found.notes)


def test_a_parrot_is_told_by_the_words_that_it_copied(style: AuthorStyle) -> None:
    given = [passage(number) for number in range(5)]
    parrot = Said(lambda request, number: given[number % 5] if is_keeper(request) else OTHERS[number % 40])
    found = trial(parrot, style, given=given)
    assert found.copied["forged"] == 1
    assert found.copied["none"] == 0
    assert found.gains["none"].low > 0
    assert found.own_gains == {}


def test_what_is_gained_by_copying_alone_is_gone_without_the_copies(style: AuthorStyle) -> None:
    given = [passage(number) for number in range(5)]

    def half(request: ChatRequest, number: int) -> str:
        said = OTHERS[number % 40]
        return f"{given[number % 5]} {said}" if is_keeper(request) else said

    found = trial(Said(half), style, given=given)
    assert 0.3 < found.copied["forged"] < 0.9
    assert found.gains["none"].low > 0.1
    assert found.own_gains["none"].high < 0.1


def test_a_prompt_that_does_not_fit_the_model_is_refused_in_a_sentence(style: AuthorStyle) -> None:
    with pytest.raises(PromptTooLong, match="use a model with a longer context"):
        trial(Said(in_character, context_tokens=8), style)


def test_the_report_is_plain_json_and_every_figure_has_its_interval(keeper: tuple[Said, Trials]) -> None:
    told = keeper[1].as_json()
    assert json.loads(json.dumps(told)) == told
    figures = [
        *told["likeness"].values(),
        told["author"],
        *told["gains"],
        told["share_of_the_way_to_the_author"],
    ]
    for figure in figures:
        assert figure["low"] <= figure["mean"] <= figure["high"]
        assert figure["windows"] == 2
    assert [gain["over"] for gain in told["gains"]] == ["named", "none"]


def test_the_same_replies_give_the_same_report_in_another_process(keeper: tuple[Said, Trials]) -> None:
    program = (
        "import json, test_trials as t; from whetstone.core.text.scale.likeness import AuthorStyle;"
        "style = AuthorStyle.learn((t.passage(n) for n in range(60)), 'en', t.OTHERS);"
        "print(json.dumps(t.trial(t.Said(t.in_character), style, 20).as_json()))"
    )
    told = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONHASHSEED": "7", "PYTHONPATH": str(Path(__file__).parent)},
        capture_output=True,
        check=True,
    )
    assert json.loads(told.stdout) == keeper[1].as_json()
