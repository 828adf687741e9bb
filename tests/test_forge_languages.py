"""The Forge on texts in other languages: passages end where sentences of that language do."""

from __future__ import annotations

import random
from itertools import product
from pathlib import Path

import pytest
from commandline import here
from homes import done
from oracles import Nothing
from shelf import shelf
from small_plugins import plugin

from whetstone.core.values.text import Excerpt
from whetstone.plugins.forge.gathering import gathered
from whetstone.plugins.forge.parameters import ForgeParameters
from whetstone.testing import temporary_host

SYLLABLES = ["".join(pair) for pair in product("bdfgklmnprst", "aeiou")]

SENTENCES = {
    "de": (
        "Am {day}. Mai kam {name} zu uns, z. B. wegen der {thing}.",
        "Im {day}. Jahrhundert war die {thing} noch nicht das, was {name} darin sah.",
        "Wir haben {name} nichts davon gesagt, aber die {thing} wurde nicht vergessen.",
    ),
    "fr": (
        "Le soir, M. {name} est venu chez nous avec sa {thing}, p. ex. pour la montrer.",
        "Ce n'est pas la {thing} de Mme. {name} qui nous a plu (cf. p. {day}), mais la vôtre.",
        "Elle ne savait rien de {name}, et la {thing} était pour lui toute sa vie.",
    ),
    "zh": (
        "我在{day}月里看见了{name}的{thing}，心里非常高兴。",
        "他问：“这是谁的{thing}？”我没有回答{name}的话。",
        "后来我们都忘记了{thing}，只有{name}还记得。",
    ),
}
"""Our own, to be filled with numbers and made-up names; with full stops that end nothing."""


def written(language: str) -> list[str]:
    """Sentences of a language, no two alike."""
    chosen = random.Random(4)

    def made_up() -> str:
        if language == "zh":
            return "".join(chr(chosen.randint(0x4E00, 0x9000)) for _ in range(3))
        return "".join(chosen.choices(SYLLABLES, k=3)).capitalize()

    return [
        chosen.choice(SENTENCES[language]).format(day=chosen.randint(3, 28), name=made_up(), thing=made_up())
        for _ in range(400)
    ]


def passages(text: str, folder: Path) -> list[Excerpt]:
    """The passages that the Forge makes of a text."""
    folder.joinpath("tales.txt").write_text(text, encoding="utf-8")
    came: list[Excerpt] = []

    class Gathering:
        name = "gathering"
        parameters = Nothing

        def run(self, work, parameters):
            texts = (str(folder / "tales.txt"),)
            wanted = ForgeParameters(texts=texts, name="Nobody", id="nobody", model="none")
            corpus, _ = gathered(work, wanted)
            came.extend(corpus.excerpts(range(len(corpus))))
            return {}

    with temporary_host([plugin(whetstone_job_kinds=[Gathering()])]) as host:
        host.jobs.run(host.jobs.start("gathering", {}))
    return came


@pytest.mark.parametrize("language", SENTENCES)
def test_passages_end_where_sentences_of_their_language_end(language: str, tmp_path: Path) -> None:
    sentences = written(language)
    space = "" if language == "zh" else " "
    paragraphs = [space.join(sentences[start : start + 40]) for start in range(0, len(sentences), 40)]
    found = passages("\n\n".join(paragraphs), tmp_path)
    assert len(found) > 20
    ends = tuple({sentence[-12:] for sentence in sentences})
    assert [passage.text for passage in found if not passage.text.endswith(ends)] == []


def test_a_book_with_an_english_appendix_is_told_to_be_of_two_languages(tmp_path: Path, home: Path) -> None:
    folder = shelf(tmp_path / "texts", "montaigne")
    for note in sorted(folder.iterdir())[3:]:
        note.unlink()
    sentences = written("de")
    tales = "\n\n".join(" ".join(sentences[start : start + 7]) for start in range(0, len(sentences), 7))
    folder.joinpath("tales.txt").write_text(tales, encoding="utf-8")
    said = done(
        here("forge", folder, "--name", "Erzähler", "--model", "none", "-o", tmp_path, "--json", home=home)
    )
    (note,) = said.json["notes"]
    assert " of these texts are in English" in note
    share = int(note.removeprefix("Some ").partition("%")[0]) / 100
    english = sum(len(path.read_text()) for path in folder.glob("montaigne*"))
    assert abs(share - english / (english + len(tales))) < 0.2
