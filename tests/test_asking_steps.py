"""What tells one finished step from another: every ingredient of an answer, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whetstone import ChatRequest, Message, ModelSpec, Sampling, Secret
from whetstone.core.jobs.steps import identity, step_key

REQUEST = ChatRequest(
    (Message("system", "You are Plato."), Message("user", "Well?")), 50, Sampling(0.5, 0.9, 3), ("\n",)
)
SPEC = ModelSpec("plato", "openai/gpt", api_base="https://example.org/v1", parameters={"top_k": 40})


def key(spec: ModelSpec = SPEC, request: ChatRequest = REQUEST, **rest: Any) -> str:
    given = {"backend": "litellm", "section": {"threads": 2}, **rest}
    return step_key(identity(spec, given["backend"], given["section"]), request)


CHANGES: Mapping[str, Callable[[], str]] = {
    "backend": lambda: key(backend="other"),
    "settings of the backend": lambda: key(section={"threads": 3}),
    "model": lambda: key(replace(SPEC, model="openai/gpt-2")),
    "api_base": lambda: key(replace(SPEC, api_base="https://example.org/v2")),
    "port": lambda: key(replace(SPEC, api_base="https://example.org:8000/v1")),
    "parameters": lambda: key(replace(SPEC, parameters={"top_k": 41})),
    "one more parameter": lambda: key(replace(SPEC, parameters={"top_k": 40, "min_p": 0.1})),
    "a role": lambda: key(
        request=replace(REQUEST, messages=(Message("user", "You are Plato."), REQUEST.messages[1]))
    ),
    "a word": lambda: key(request=replace(REQUEST, messages=(REQUEST.messages[0], Message("user", "Well!")))),
    "order": lambda: key(request=replace(REQUEST, messages=REQUEST.messages[::-1])),
    "one message less": lambda: key(request=replace(REQUEST, messages=REQUEST.messages[1:])),
    "max_tokens": lambda: key(request=replace(REQUEST, max_tokens=51)),
    "temperature": lambda: key(request=replace(REQUEST, sampling=Sampling(0.6, 0.9, 3))),
    "top_p": lambda: key(request=replace(REQUEST, sampling=Sampling(0.5, 0.8, 3))),
    "seed": lambda: key(request=replace(REQUEST, sampling=Sampling(0.5, 0.9, 4))),
    "no seed": lambda: key(request=replace(REQUEST, sampling=Sampling(0.5, 0.9))),
    "stop": lambda: key(request=replace(REQUEST, stop=("\n", "User:"))),
    "no stop": lambda: key(request=replace(REQUEST, stop=())),
}

SAME: Mapping[str, Callable[[], str]] = {
    "its name": lambda: key(replace(SPEC, name="other")),
    "key": lambda: key(replace(SPEC, api_key=Secret("MY_KEY"))),
    "headers": lambda: key(replace(SPEC, headers={"X-Org": "mine", "X-Api-Key": Secret("MY_KEY")})),
    "secret parameters": lambda: key(replace(SPEC, parameters={"top_k": 40, "token": Secret("T")})),
    "parameters named like secrets": lambda: key(replace(SPEC, parameters={"top_k": 40, "api_key": "sk-1"})),
    "a secret in the settings": lambda: key(section={"threads": 2, "x": {"$env": "MY_KEY"}}),
    "who else may answer": lambda: key(replace(SPEC, fallbacks=("embedded",))),
    "patience": lambda: key(replace(SPEC, retries=9, timeout=1.0)),
    "its context": lambda: key(replace(SPEC, context_tokens=4_096)),
    "a password in the address": lambda: key(replace(SPEC, api_base="https://me:pw@example.org/v1?key=sk-1")),
    "a slash": lambda: key(replace(SPEC, api_base="https://example.org/v1/")),
    "a list of messages": lambda: key(request=replace(REQUEST, messages=list(REQUEST.messages))),
}


def test_each_ingredient_makes_another_step():
    keys = {name: make() for name, make in CHANGES.items()} | {"": key()}
    assert len(set(keys.values())) == len(keys)


@pytest.mark.parametrize("what", SAME)
def test_what_makes_no_other_answer_makes_no_other_step(what):
    assert SAME[what]() == key()


texts = st.text(st.characters(), max_size=20)
requests = st.builds(
    ChatRequest,
    st.lists(st.builds(Message, st.sampled_from(["system", "user", "assistant"]), texts), max_size=3).map(
        tuple
    ),
    st.integers(1, 4),
    st.builds(
        Sampling, st.sampled_from([0, 0.5, 1, 1.0]), st.sampled_from([0.9, 1]), st.none() | st.integers(0, 2)
    ),
    st.lists(texts, max_size=2).map(tuple),
)


@given(requests, requests)
@settings(max_examples=300, deadline=None)
def test_two_requests_are_one_step_exactly_when_they_are_equal(one, other):
    assert (key(request=one) == key(request=other)) == (one == other)


def test_a_key_stays_what_it_is_from_one_release_to_the_next():
    """If it changes, all kept answers are asked for again; then `VERSION` in steps.py says so too."""
    assert key() == "7691aad260a0ef4e3f76fad9ef4c1c3f3bc3f2261daf462982cbe9ac22aef384"
