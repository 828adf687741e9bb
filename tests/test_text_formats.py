"""What each format reads: paragraphs, headings, and what is neither."""

from __future__ import annotations

import io
import random
import time
import tracemalloc
from pathlib import Path

import pytest
from books import docx, in_p, page, paragraphs, pdf, prose, set_lines, word_note, word_p

from whetstone import TextBlock
from whetstone.plugins.text_formats.docx import WordFormat
from whetstone.plugins.text_formats.html import HtmlFormat
from whetstone.plugins.text_formats.markdown import MarkdownFormat
from whetstone.plugins.text_formats.pdf import PdfFormat
from whetstone.plugins.text_formats.plain import PlainFormat

RUSSIAN = "Каждый вечер он выходил на берег и долго смотрел, как темнеет вода. Никто не звал его домой."
CHINESE = "他每天晚上都到海边去，看着天色慢慢变暗。没有人叫他回家，他也不着急，因为他是一个有时间的人。"
JAPANESE = (
    "私は毎晩海辺へ行って、水が暗くなるのを見ていました。誰も私を家に呼ばなかったので、急ぎませんでした。"
)
FRENCH = (
    "L'été dernier, à la campagne, où les élèves étaient déjà partis, j'ai goûté le silence : ça m'a plu."
)
POLISH = "Zażółć gęślą jaźń, powiedział, i poszedł dalej przez śnieg ku źródłu, żeby zdążyć przed nocą."
GERMAN = (
    "Über die Höhe fährt der Wind, und die Straße liegt still; süß ist es zu schlafen, während es stürmt."
)


def blocks(format, data: bytes | str, name: str = "text") -> list[TextBlock]:
    return list(format.read(io.BytesIO(data.encode() if isinstance(data, str) else data), name))


def texts(format, data: bytes | str, *roles: str) -> list[str]:
    return [block.text for block in blocks(format, data) if block.role in (roles or ("text",))]


def plain(data: bytes | str) -> list[str]:
    return texts(PlainFormat(), data)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        *((RUSSIAN, encoding) for encoding in ("utf-8", "utf-8-sig", "cp1251", "koi8-r", "cp866", "utf-16")),
        *((CHINESE, encoding) for encoding in ("gb18030", "utf-16-le", "utf-16-be", "utf-32")),
        *((JAPANESE, encoding) for encoding in ("shift_jis", "euc_jp")),
        *((FRENCH, encoding) for encoding in ("cp1252", "mac_roman", "cp437")),
        *((GERMAN, encoding) for encoding in ("cp1252", "latin-1", "mac_roman")),
        (POLISH, "cp1250"),
    ],
)
def test_plain_text_is_read_in_the_encoding_it_is_in(text, encoding):
    lines = "\r\n\r\n".join([text] * 12)
    mark = "\ufeff" if encoding in ("utf-16-le", "utf-16-be") else ""
    assert plain((mark + lines).encode(encoding)) == [text] * 12


def test_a_line_in_another_encoding_is_read_and_the_rest_is_not_harmed():
    text = (
        "\n\n".join([*paragraphs(3), "Café, “quoted”, it says."]).encode()
        + b"\n\nNa\xefve it was, and caf\xe9.\n"
    )
    assert plain(text)[-2:] == ["Café, “quoted”, it says.", "Naïve it was, and café."]


def test_line_ends_that_are_layout_go_and_those_of_the_text_stay():
    lines = "\n\n".join("\n".join(set_lines(prose(n), 70, hyphens=False)) for n in range(12))
    verse = "    The tide came in,\n    The tide went out,\n    And nobody was there."
    assert plain(f"{lines}\n\n{verse}\n\n{lines}") == [
        *paragraphs(12),
        "The tide came in,\nThe tide went out,\nAnd nobody was there.",
        *paragraphs(12),
    ]


def test_paragraphs_are_found_without_empty_lines():
    assert plain("\r\n".join(paragraphs(20))) == paragraphs(20)
    inset = "\n".join(
        line
        for text in paragraphs(20)
        for line in ["    " + set_lines(text, 66)[0], *set_lines(text, 66)[1:]]
    )
    assert [text.replace("-", "") for text in plain(inset)] == paragraphs(20)


def test_words_that_were_divided_between_lines_are_whole_again():
    text = " ".join(paragraphs(12))
    lines = set_lines(text, 60)
    assert any(line.endswith("-") for line in lines)
    assert " ".join(plain("\n\n".join(["\n".join(lines)] * 3))) == " ".join([text] * 3)


def test_a_name_above_what_is_said_keeps_its_line():
    assert plain("Anna\nYou are late.\n\nThe Stranger\nThe tide was early, and I was not.\n") == [
        "Anna\nYou are late.",
        "The Stranger\nThe tide was early, and I was not.",
    ]
    alone = "SOCRATES\n\nWhat is it?\n\nANYTUS\n\nA net, I should say.\n\n" * 8
    assert plain(alone)[:2] == ["SOCRATES\nWhat is it?", "ANYTUS\nA net, I should say."]


def test_headings_of_plain_text_are_told_from_short_sentences():
    lines = [
        "THE HARBOUR",
        "Chapter I",
        "I agree.",
        "II",
        "On Nets and Knots",
        "Yes, said he",
        "第一章 港口",
        "Глава первая",
    ]
    made = blocks(PlainFormat(), "\n\n".join(lines + paragraphs(8)))
    assert [block.text for block in made if block.role == "heading"] == [
        "THE HARBOUR",
        "Chapter I",
        "II",
        "On Nets and Knots",
        "第一章 港口",
        "Глава первая",
    ]


class Endless(io.RawIOBase):
    """A text of so many bytes that is never in memory as a whole."""

    def __init__(self, size: int, piece: bytes) -> None:
        self.left, self.piece = size, piece

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:
        count = min(len(buffer), self.left, len(self.piece))
        buffer[:count] = self.piece[:count]
        self.left -= count
        return count


@pytest.mark.parametrize(
    ("piece", "some", "more"),
    [("\n\n".join(paragraphs(50)) + "\n\n", 40, 100), ("word and ", 180, 280), ("海", 40, 100)],
    ids=["paragraphs", "one line", "no spaces"],
)
def test_a_large_text_is_read_in_memory_that_does_not_grow_with_it(piece, some, more):
    data = (piece * (65_536 // len(piece.encode()) + 1)).encode()

    def peak(copies: int) -> int:
        file = io.BufferedReader(Endless(copies * len(data), data), 2**16)
        tracemalloc.start()
        read = sum(len(block.text) for block in PlainFormat().read(file, "big.txt"))
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert read > 0.9 * len(data.decode()) * copies
        return peak

    assert peak(more) < 1.1 * peak(some)


def test_markdown_loses_its_markup_and_keeps_its_words():
    text = (
        '---\ntitle: "On Bread"\nauthor: Maren Holt\n---\n\n# On *bread* #\n\nI like **bread**[^1] and\n'
        "[links](http://x.y/z_(a)), snake_case and 2 * 3 * 4.\n\n```python\nprint('no')\n```\n\n"
        "    indented code\n\n"
        "> A quote\n> goes on.\n\n- one\n- two\n\n![picture](x.png)\n\n| a | b |\n|---|---|\n\n"
        "[^1]: A note.\n\n"
        "Setext\n------\n\nRoses\\\nare red<br>and blue &amp; \\*so\\*.\n"
    )
    made = [(block.role, block.text) for block in blocks(MarkdownFormat(), text)]
    assert made[:3] == [("title", "On Bread"), ("author", "Maren Holt"), ("heading", "On bread")]
    assert [words for role, words in made if role == "text"] == [
        "I like bread and links, snake_case and 2 * 3 * 4.",
        "A quote goes on.",
        "one",
        "two",
        "Roses\nare red\nand blue & *so*.",
    ]
    assert ("notes", "A note.") in made
    assert ("heading", "Setext") in made


def test_a_page_is_read_without_what_stands_around_its_text():
    text = page(
        '<header><a href="/">Home</a></header><nav><ul><li><a href="/a">A</a></li></ul></nav>'
        "<main><article><h1>On Nets</h1>"
        '<p>One<sup><a href="#fn1">1</a></sup> net,<br/>two\n   nets.</p><script>no()</script>'
        '<figure><img src="x"/><figcaption>A net</figcaption></figure>'
        "<blockquote><p>Said she.</p></blockquote>"
        "loose words<ul><li>first</li><li><p>second</p></li></ul>"
        '<div class="footnotes"><p>1. A note.</p></div></article></main>'
        "<aside>Buy!</aside><footer>2020</footer>",
        title="On Nets",
        head='<meta name="author" content="Maren Holt"/>',
    )
    made = [(block.role, block.text, block.level) for block in blocks(HtmlFormat(), text)]
    assert made[:2] == [("title", "On Nets", 0), ("author", "Maren Holt", 0)]
    assert [one for one in made if one[0] in ("text", "heading")] == [
        ("heading", "On Nets", 1),
        ("text", "One net,\ntwo nets.", 0),
        ("text", "Said she.", 0),
        ("text", "loose words", 0),
        ("text", "first", 0),
        ("text", "second", 0),
    ]
    assert ("notes", "1. A note.", 0) in made
    assert ("caption", "A net", 0) in made


def test_a_drama_in_a_table_is_read_as_speeches():
    rows = "".join(
        f"<tr><td>{name}</td><td>{words}</td></tr>"
        for name, words in [("Anna", "You are late."), ("John", "The tide was early."), ("Anna", "So was I.")]
    )
    numbers = "<table><tr><td>1</td><td>2</td></tr><tr><td>3</td><td>4</td></tr></table>"
    layout = f"<table><tr><td>{in_p(paragraphs(2))}</td></tr></table>"
    assert texts(HtmlFormat(), f"<html><body><table>{rows}</table>{numbers}{layout}</body></html>") == [
        "Anna\nYou are late.",
        "John\nThe tide was early.",
        "Anna\nSo was I.",
        *paragraphs(2),
    ]


def test_a_page_may_be_broken_and_in_any_encoding():
    assert texts(HtmlFormat(), "<html><p>One<p>Two<b>three</html>") == ["One", "Twothree"]
    declared = f'<html><head><meta charset="windows-1251"></head><body><p>{RUSSIAN}</p></body></html>'
    assert texts(HtmlFormat(), declared.encode("cp1251")) == [RUSSIAN]
    head = '<?xml version="1.0"?><html xmlns="x"><head><title/></head>'
    closed = f'{head}<body><a id="x"/><p>Here.</p></body></html>'
    assert texts(HtmlFormat(), closed) == ["Here."]


def paper(folder: Path) -> Path:
    """A typeset paper: running heads, page numbers, footnotes, divided words, first lines set in."""
    lines: list[tuple[str, float, float]] = []
    for number in range(60):
        if number % 20 == 0:
            lines.append((f"Chapter {number // 20 + 1}: Considerations", 72, 17))
        for at, line in enumerate(set_lines(prose(number), 74)):
            lines.append((line, 90 if at == 0 else 72, 11))
    pages, height = [[]], 760
    for text, left, size in lines:
        if height < 110:
            pages.append([])
            height = 760
        height -= 14 if size == 11 else 34
        pages[-1].append((text, left, height, size))
    for number, one in enumerate(pages, 1):
        one.insert(0, ("MAREN HOLT" if number % 2 else "THE HARBOUR", 250, 800, 9))
        one += [(f"{number} See page {number * 7} of the ledger.", 72, 80, 8), (str(number), 290, 40, 10)]
    return pdf(folder / "paper.pdf", pages, info="/Title (The Harbour) /Author (Maren Holt)")


def test_a_typeset_paper_is_read_as_running_text(tmp_path):
    with paper(tmp_path).open("rb") as file:
        made = list(PdfFormat().read(file, "paper.pdf"))
    assert [block.text for block in made if block.role in ("title", "author")] == [
        "The Harbour",
        "Maren Holt",
    ]
    assert [block.text for block in made if block.role == "heading"] == [
        f"Chapter {number}: Considerations" for number in (1, 2, 3)
    ]
    assert [block.text for block in made if block.role == "text"] == paragraphs(60)
    others = {block.text for block in made if block.role in ("furniture", "notes")}
    assert {"MAREN HOLT", "THE HARBOUR", "1", "2"} <= others
    assert any("ledger" in text for text in others)


def test_a_thesis_is_read_without_its_footnotes_and_contents(tmp_path):
    body = [word_p("Of Nets", "Title"), word_p("1. The harbour 3", "TOC1"), word_p("The harbour", "H1")]
    body += [word_p(text, note=1 if number == 1 else 0) for number, text in enumerate(paragraphs(3))]
    path = docx(tmp_path / "thesis.docx", "".join(body), word_note(1, "See the ledger."))
    made = blocks(WordFormat(), path.read_bytes())
    assert [(block.role, block.text) for block in made] == [
        ("heading", "Of Nets"),
        ("contents", "1. The harbour 3"),
        ("heading", "The harbour"),
        *(("text", text) for text in paragraphs(3)),
        ("notes", "See the ledger."),
    ]


def test_reading_plain_text_is_linear_in_its_size():
    rng = random.Random(4)
    shelf = [prose(rng.randrange(1000)) for _ in range(3_000)]

    def cost(copies: int) -> float:
        data = io.BytesIO("\n\n".join(shelf * copies).encode())
        start = time.process_time()
        for _ in PlainFormat().read(data, "a.txt"):
            pass
        return time.process_time() - start

    cost(1)
    assert min(cost(8) for _ in range(2)) < 24 * max(min(cost(1) for _ in range(3)), 0.01)


def test_brackets_and_marks_that_are_never_closed_are_read_as_quickly_as_others():
    open_marks = ["[[" * 40_000, "*a " * 4_000, "# " + " " * 40_000 + "x", "![" * 40_000, "a word"]
    assert texts(MarkdownFormat(), "\n\n".join(open_marks))[-1] == "a word"
