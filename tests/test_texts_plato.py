"""Plato's dialogues with Jowett's introductions, and the Meditations: whose words are whose."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest

from whetstone.core.values.text import LeftOut, Stretch
from whetstone.testing import temporary_host

SHELF = Path(__file__).resolve().parents[2] / "shared" / "data" / "texts"
pytestmark = pytest.mark.skipif(not SHELF.is_dir(), reason="the books are not at hand")

WORDS = 8


def read(path: Path, author: str) -> tuple[list[Stretch], list[LeftOut]]:
    with temporary_host([]) as host:
        made = [one for source in host.texts.find([path]) for one in host.texts.read(source, author)]
    return [one for one in made if isinstance(one, Stretch)], [
        one for one in made if isinstance(one, LeftOut)
    ]


def runs(text: str) -> set[str]:
    """Every run of eight words."""
    words = re.findall(r"[^\W_]+", text.casefold())
    return {" ".join(words[at : at + WORDS]) for at in range(len(words) - WORDS + 1)}


def marked(book: Path, names: set[str] | None = None) -> tuple[set[str], set[str]]:
    """The runs of words in what the book marks as fiction (without persons and notes), and in all else."""
    from selectolax.lexbor import LexborHTMLParser

    own, others = "", ""
    with zipfile.ZipFile(book) as archive:
        for name in archive.namelist():
            if not name.endswith(".xhtml") or (names and Path(name).stem not in names):
                continue
            tree = LexborHTMLParser(archive.read(name).decode())
            for node in tree.css(
                "[epub\\:type~='noteref'], [epub\\:type~='z3998:dramatis-personae'], h2, h3, h4, h5"
            ):
                node.decompose()
            for node in tree.css("td, p"):
                node.insert_after(" ")
            for node in tree.css("[epub\\:type~='z3998:fiction']"):
                own += node.text()
                node.decompose()
            others += tree.body.text() if tree.body else ""
    return runs(own), runs(others)


@pytest.mark.parametrize(
    ("kept", "names"),
    [
        ("plato-dialogues.epub", None),
        ("plato", {"apology", "crito", "euthyphro", "gorgias", "meno", "phaedo", "republic", "symposium"}),
    ],
    ids=["epub", "txt"],
)
def test_the_dialogues_are_taken_and_their_editor_is_not(kept, names):
    own, others = marked(SHELF / "plato-dialogues.epub", names)
    stretches, left_out = read(SHELF / kept, "Plato")
    taken = runs(" ".join(stretch.text for stretch in stretches))
    assert len(taken & own) > 0.999 * len(own)
    assert len(taken & own) > 0.999 * len(taken)
    assert not taken & (others - own)
    assert {left.reason.partition(":")[0] for left in left_out} >= {
        "introduction by another hand",
        "list of persons",
    }
    assert {"Apology", "Republic"} <= {stretch.work for stretch in stretches}


def test_the_meditations_are_twelve_books_of_one_work():
    stretches, left_out = read(SHELF / "aurelius-meditations.epub", "Marcus Aurelius")
    numbers = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"]
    assert [(stretch.work, stretch.section) for stretch in stretches] == [
        ("Meditations", f"Book {number}") for number in numbers
    ]
    assert {left.reason for left in left_out} == {"licence or imprint", "notes"}
