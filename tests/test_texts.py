"""Whose words a text holds: shelves as people have them, read through a host."""

from __future__ import annotations

import pytest
from books import epub, in_p, page, paragraphs, prose, set_lines
from whose_words import Shelf, written

EDITOR = (
    "Maren Holt was born in 1871 in a village of which nothing is left. Critics have called “The Harbour” "
    "her best book, and the present translation follows the third edition, which Holt corrected herself. "
    "Readers who know Holt only by her poems will be surprised by the plainness of her prose."
)
OWN_PREFACE = (
    "I wrote this book in one winter, and I have not changed a word of it since. My friends tell me that I "
    "should explain myself; I would rather mend a net. Whoever wants to know what I mean may come down "
    "to the water with me in the morning, and I shall show him what I see there, for my part without a word."
)


def wrapped(texts: list[str], length: int = 72) -> str:
    return "\n\n".join("\n".join(set_lines(text, length, hyphens=False)) for text in texts)


GUTENBERG = f"""\ufeffThe Project Gutenberg eBook of The Harbour

This ebook is for the use of anyone anywhere at no cost.

Title: The Harbour

Author: Maren Holt

Translator: Thomas Grey

*** START OF THE PROJECT GUTENBERG EBOOK THE HARBOUR ***

THE HARBOUR

BY

MAREN HOLT

TRANSLATED BY

THOMAS GREY

LONDON

1910


CONTENTS

EDITORIAL NOTE
PREFACE
BOOK FIRST
BOOK SECOND


EDITORIAL NOTE

{wrapped([EDITOR])}


PREFACE

{wrapped([OWN_PREFACE])}

MAREN HOLT.


BOOK FIRST

1.

_Of nets._--{wrapped(paragraphs(4))}

2.

{wrapped([prose(9)])}[12]

    Venture, comrades, I implore you,
    On the fare I set before you,
    You will like it more to-morrow,
    Better still the following day.

BOOK SECOND

{wrapped(paragraphs(3, 20))}

[12] Translated from the third edition.

*** END OF THE PROJECT GUTENBERG EBOOK THE HARBOUR ***

START: FULL LICENSE
"""


def test_a_book_of_project_gutenberg_is_read_without_what_others_wrote_into_it(tmp_path):
    shelf = Shelf(written(tmp_path, "pg52881.txt", GUTENBERG.replace("\n", "\r\n")))
    assert {work for work, _ in shelf.places} == {"The Harbour"}
    assert [section for _, section in shelf.places] == [
        "PREFACE",
        "BOOK FIRST › 1.",
        "BOOK FIRST › 2.",
        "BOOK SECOND",
    ]
    reasons = shelf.reasons()
    assert reasons["licence or imprint"] == "The Project Gutenberg eBook of The Harbour"
    assert reasons["table of contents"] == "CONTENTS"
    assert reasons["introduction by another hand"].startswith("Maren Holt was born in 1871")
    assert reasons["notes"] == "Translated from the third edition."
    for word in ("Gutenberg", "Grey", "LONDON", "1910", "CONTENTS", "[12]", "_", "1871"):
        assert word not in shelf.text
    assert f"Of nets.--{prose(0)}\n\n{prose(1)}" in shelf.text
    assert "Venture, comrades, I implore you,\nOn the fare I set before you,\n" in shelf.text


def test_the_authors_own_preface_is_kept_and_the_report_says_why(tmp_path):
    shelf = Shelf(written(tmp_path, "harbour.txt", GUTENBERG))
    assert "I would rather mend a net." in shelf.text
    (kept,) = shelf.kept
    assert kept.where == "The Harbour › PREFACE"
    assert kept.why.startswith("too little says that it is by another hand")
    assert kept.begins.startswith("I wrote this book in one winter")


@pytest.mark.parametrize(
    ("heading", "name", "text"),
    [
        ("Introduction", "Thomas Grey", EDITOR),
        (
            "Translator's Preface",
            "",
            "I have tried to keep the plain style. Where Holt plays on words I say so.",
        ),
        ("Foreword by Thomas Grey", "Thomas Grey", "She was the last of her kind, and the first of another."),
        (
            "Vorwort des Übersetzers",
            "",
            "Die vorliegende Übersetzung folgt der dritten Ausgabe. Holt hat ihr Werk selbst durchgesehen.",
        ),
        (
            "Introduction",
            "",
            "Née en 1871, Holt publie son premier ouvrage à Oslo; la traduction suit l’édition de 1910.",
        ),
        (
            "Предисловие",
            "",
            "В этом издании собраны произведения, которые Holt не включала в книги. Перевод новый.",
        ),
        ("About the author", "", "Maren Holt lived by the sea and mended nets. She had no children."),
    ],
)
def test_what_another_wrote_in_front_is_left_out(tmp_path, heading, name, text):
    body = f"The Harbour\n\n{heading}\n\n{text}\n\n{name}\n\nChapter I\n\n{wrapped(paragraphs(6))}\n"
    shelf = Shelf(written(tmp_path, "harbour.txt", body))
    assert shelf.places == [("The Harbour", "Chapter I")]
    assert shelf.reasons()["introduction by another hand"][:20] == text[:20]


@pytest.mark.parametrize("heading", ["Preface", "Author's Preface", "To the Reader", "Vorrede", "Au lecteur"])
def test_what_the_author_wrote_in_front_is_kept(tmp_path, heading):
    body = f"The Harbour\n\n{heading}\n\n{OWN_PREFACE}\n\nChapter I\n\n{wrapped(paragraphs(6))}\n"
    assert "mend a net" in Shelf(written(tmp_path, "harbour.txt", body)).text


def test_the_end_of_an_introduction_is_where_the_title_stands_again(tmp_path):
    essays = "\n\n".join([EDITOR, "On the Tides of Holt", EDITOR, "Three Questions", EDITOR])
    body = f"Harbour\n\nIntroduction\n\n{essays}\n\nThe Harbour\n\n"
    body += "Persons of the dialogue:\n\nAnna\n\nThe Stranger\n\n"
    body += "Anna\nYou are late.\n\nThe Stranger\nThe tide was early.\n\n" * 20
    shelf = Shelf(written(tmp_path, "harbour.txt", body))
    assert shelf.text.startswith("Anna\nYou are late.\n\nThe Stranger\nThe tide was early.")
    assert "1871" not in shelf.text
    assert shelf.reasons()["list of persons"] == "Anna"


def test_an_essay_about_the_author_is_found_without_a_heading_that_says_so(tmp_path):
    essay = "\n\n".join([EDITOR] * 8)
    body = f"Nets\n\nThe Weather\n\n{prose(1)}\n\nSinging Nets\n\n{essay}\n\nThe Bell\n\n{prose(4)}"
    shelf = Shelf(written(tmp_path, "nets.txt", body))
    assert [section for _, section in shelf.places] == ["The Weather", "The Bell"]
    assert "essay about the author" in shelf.left_out[-1].reason


def test_somebody_who_is_spoken_to_in_every_line_is_no_subject_of_an_essay(tmp_path):
    talk = "\n\n".join(
        f"Is that so, Maren Holt? It is, said she; and again I ask you, Holt, whether it is so, number {n}."
        for n in range(200)
    )
    shelf = Shelf(written(tmp_path, "talk.txt", f"Talks\n\nThe First Evening\n\n{talk}\n"))
    assert shelf.left_out == []


def test_poems_letters_and_plays_keep_their_lines(tmp_path):
    poems = (
        "LEAVES OF SALT\n\nCONTENTS\n\nThe Flag . . . . . 1\nThe Ship . . . . . 12\n\nTHE FLAG\n\n"
        "A flag upon the pole, a simple separate thing,\nYet utter the word harbour, the word together.\n\n"
        "THE SHIP\n\nit came in quietly\nand nobody saw\nthe small dark flag\n"
    )
    play = (
        "THE STORM\n\nDRAMATIS PERSONAE\n\nANNA, a netmaker\n\nJOHN, her brother\n\n"
        "ACT I\n\nSCENE I. A ship at sea.\n\n"
        + "JOHN.\nNow would I give a thousand miles of sea\nFor one dry acre of the poorest ground.\n\n"
        * 6
    )
    letters = (
        "Letters\n\nTo her brother\n\nOslo, 3 May 1890\n\nDear John,\n\n"
        + wrapped(paragraphs(3))
        + "\n\nYours,\nMaren\n"
    )
    shelf = Shelf(*(written(tmp_path, f"{n}.txt", text) for n, text in enumerate((poems, play, letters))))
    assert ("LEAVES OF SALT", "THE SHIP") in shelf.places
    assert "it came in quietly\nand nobody saw\nthe small dark flag" in shelf.text
    assert (
        "JOHN.\nNow would I give a thousand miles of sea\nFor one dry acre of the poorest ground."
        in shelf.text
    )
    assert ("THE STORM", "ACT I › SCENE I. A ship at sea.") in shelf.places
    assert "Dear John,\n\nThe lamp" in shelf.text
    assert "netmaker" not in shelf.text


def test_persons_and_the_scene_may_stand_in_a_line_each(tmp_path):
    talk = "SOCRATES: Why have you come at this hour?\n\nCRITO: The tide was early.\n\n" * 5
    text = f"CRITO\n\nPERSONS OF THE DIALOGUE: Socrates, Crito.\n\nSCENE: The Prison of Socrates.\n\n{talk}"
    shelf = Shelf(written(tmp_path, "crito.txt", text), author="Plato")
    assert shelf.text == talk.strip()
    assert set(shelf.reasons()) == {"list of persons"}


def test_a_collection_is_divided_into_its_works_and_each_loses_its_introduction(tmp_path):
    def work(name: str, first: int) -> str:
        inner = (
            f'<section epub:type="z3998:non-fiction"><h3>Introduction</h3>{in_p([EDITOR])}'
            f"<h4>More</h4>{in_p([EDITOR])}</section>"
        )
        text = f'<section epub:type="z3998:fiction"><h3>The {name}</h3>{in_p(paragraphs(4, first))}</section>'
        return page(f"<article><h2>{name}</h2>{inner}{text}</article>", kind="bodymatter")

    book = epub(
        tmp_path / "collected.epub",
        {
            "title.xhtml": page('<section epub:type="titlepage"><h1>Tales</h1><p>Maren Holt</p></section>'),
            "nav.xhtml": page('<nav epub:type="toc"><ol><li><a href="a.xhtml">Harbour</a></li></ol></nav>'),
            "preface.xhtml": page(
                f'<section epub:type="preface"><h2>Preface</h2>{in_p([EDITOR])}</section>', kind="frontmatter"
            ),
            "a.xhtml": work("Harbour", 0),
            "b.xhtml": work("Bell", 10),
            "notes.xhtml": page(
                f'<section epub:type="endnotes"><h2>Notes</h2>{in_p(["See the ledger."])}</section>'
            ),
        },
        title="Tales",
    )
    shelf = Shelf(book)
    assert shelf.places == [("Harbour", ""), ("Bell", "")]
    assert shelf.text == "\n\n".join(paragraphs(4) + paragraphs(4, 10))
    assert shelf.left_out[-1].reason == "notes"
    assert sum("by another hand" in left.reason for left in shelf.left_out) == 3


def test_exclude_leaves_out_and_include_takes_in_what_has_a_name(tmp_path):
    book = written(tmp_path, "harbour.txt", GUTENBERG)
    diary = written(tmp_path, "diary.txt", wrapped(paragraphs(3, 50)))
    without = Shelf(book, diary, exclude=["book f*", "DIARY.txt"])
    assert [section for _, section in without.places] == ["PREFACE", "BOOK SECOND"]
    assert [source.skipped for source in without.sources] == ["", "excluded by --exclude"]
    assert "excluded by --exclude" in without.reasons()
    both = Shelf(book, diary, exclude=["*e*", "book*"], include=["harb*", "book second", "diary*"])
    assert [section for _, section in both.places] == ["BOOK SECOND", ""]
    editor = Shelf(book, include=["editorial*"])
    assert "born in 1871" in editor.text
    assert [kept.why for kept in editor.kept if "EDITORIAL" in kept.where] == ["named by --include"]
    notes = Shelf(book, include=["notes"])
    assert "Translated from the third edition." in notes.text


def test_stretches_are_of_bounded_size_and_count_the_characters_of_their_work(tmp_path):
    shelf = Shelf(written(tmp_path, "long.txt", wrapped(paragraphs(600))))
    assert len(shelf.stretches) > 2
    place = 0
    for stretch in shelf.stretches:
        assert len(stretch.text) <= 64_000
        assert stretch.start == place
        place += len(stretch.text)
    assert shelf.text == "\n\n".join(paragraphs(600))


def html_book(body: str, title: str = "The Project Gutenberg eBook of The Harbour, by Maren Holt") -> str:
    return f"<!DOCTYPE html><html><head><title>{title}</title></head><body>{body}</body></html>"


def test_a_page_of_project_gutenberg_is_read_like_its_text(tmp_path):
    body = (
        '<section id="pg-header"><p>This ebook is for anyone.</p>'
        "<p>*** START OF THE PROJECT GUTENBERG EBOOK ***</p></section>"
        "<h1>THE HARBOUR</h1><h2>by Maren Holt</h2><h2>CONTENTS</h2>"
        '<p><a href="#i">INTRODUCTION</a></p>'
        '<table><tr><td><a href="#c1">I. OF BREAD</a></td><td>3</td></tr></table>'
        f"<h2>INTRODUCTION</h2>{in_p([EDITOR])}<h2>I. OF BREAD</h2>{in_p(paragraphs(4))}"
        '<p><span class="pagenum">[Pg 3]</span>Bread is bread.<a href="#Footnote_1">[1]</a></p>'
        '<div class="footnote"><p>[1] Says the editor.</p></div>'
        "<p>*** END OF THE PROJECT GUTENBERG EBOOK ***</p><p>Updated editions</p>"
    )
    shelf = Shelf(written(tmp_path, "pg.html", html_book(body)))
    assert shelf.places == [("THE HARBOUR", "I. OF BREAD")]
    assert shelf.text == "\n\n".join([*paragraphs(4), "Bread is bread."])
    assert {"licence or imprint", "table of contents", "introduction by another hand", "notes"} <= set(
        shelf.reasons()
    )


def test_a_converted_page_without_headings_has_those_in_bold_letters(tmp_path):
    body = "<p><font size=5><b>The Harbour</b></font></p>" + "".join(
        f"<p height=2em><b>Chapter {n}</b></p>{in_p(paragraphs(3, 3 * n))}" for n in (1, 2)
    )
    shelf = Shelf(written(tmp_path, "kindle.html", f"<html><body>{body}</body></html>"))
    assert shelf.places == [("The Harbour", "Chapter 1"), ("The Harbour", "Chapter 2")]


def test_a_page_of_a_blog_is_its_entry(tmp_path):
    body = (
        '<div id="header"><ul class="menu"><li>Home</li></ul></div><div class="post"><h1>On Bread</h1>'
        f'<div class="entry-meta">Posted on 3 May</div>{in_p(paragraphs(4))}</div>'
        '<div id="comments"><p>Great!</p></div><div class="sidebar"><p>Recent</p></div>'
    )
    shelf = Shelf(written(tmp_path, "bread.html", html_book(body, "On Bread | The Harbour Blog")))
    assert shelf.places == [("On Bread", "")]
    assert shelf.text == "\n\n".join(paragraphs(4))
