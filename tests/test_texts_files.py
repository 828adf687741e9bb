"""Which files are read, in which order, and what becomes of the others."""

from __future__ import annotations

import io
import os
import zipfile

import pytest
from books import archive, archived, epub, in_p, page, paragraphs, pdf, prose

from whetstone import TextError
from whetstone.testing import temporary_host


def found(*paths, **patterns):
    with temporary_host([]) as host:
        return host.texts.find(paths, **patterns)


def outcomes(*paths, **patterns):
    """What became of each file, by its name."""
    return {source.path_shown: source.skipped or source.format for source in found(*paths, **patterns)}


def refusal(path, author="Maren Holt"):
    """The sentence that says why a file cannot be read, whether found or read."""
    with temporary_host([]) as host:
        (source,) = host.texts.find([path])
        assert source.skipped == ""
        with pytest.raises(TextError) as caught:
            list(host.texts.read(source, author))
    assert str(caught.value).startswith(f"{source.path_shown} cannot be read: ")
    assert "\n" not in str(caught.value)
    return str(caught.value).removeprefix(f"{source.path_shown} cannot be read: ")


def test_folders_archives_and_archives_in_them_are_walked_in_one_order(tmp_path):
    shelf = tmp_path / "shelf"
    (shelf / "b").mkdir(parents=True)
    (shelf / "b" / "two.txt").write_text(prose(2))
    (shelf / "a.md").write_text(prose(1))
    inner = archived({"five.txt": prose(5)})
    archive(shelf / "c.zip", {"z/four.txt": prose(4), "inner.zip": inner, "__MACOSX/._z": "x", "z/": ""})
    (shelf / ".DS_Store").write_text("x")
    (shelf / "~$draft.docx").write_text("x")
    (shelf / "b" / "back").symlink_to(shelf)
    sources = found(shelf, shelf / "a.md")
    assert [source.path_shown for source in sources] == [
        "shelf/a.md",
        "shelf/b/two.txt",
        "shelf/c.zip/inner.zip/five.txt",
        "shelf/c.zip/z/four.txt",
    ]
    assert [source.number for source in sources] == [0, 1, 2, 3]
    assert sources.hidden == 3
    with temporary_host([]) as host:
        texts = [next(host.texts.read(source, "Ada")).text for source in sources]
    assert texts == [prose(1), prose(2), prose(5), prose(4)]


def test_every_file_has_an_outcome(tmp_path):
    (tmp_path / "a.txt").write_text(prose(1))
    (tmp_path / "b.txt").write_text(prose(1))
    (tmp_path / "empty.txt").write_bytes(b"")
    (tmp_path / "blank.txt").write_text(" \n\n")
    (tmp_path / "noise.txt").write_bytes(bytes(range(256)) * 20)
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64))
    (tmp_path / "broken.zip").write_bytes(b"PK\x03\x04 and no more")
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere.txt")
    (tmp_path / "draft.txt").write_text(prose(2))
    os.mkfifo(tmp_path / "pipe.txt")
    name = tmp_path.name
    said = outcomes(tmp_path, exclude=["draft*"])
    kinds = "no installed text format reads it; formats: epub, docx, pdf, html, md, txt"
    assert said == {
        f"{name}/a.txt": "txt",
        f"{name}/b.txt": f"the same as {name}/a.txt",
        f"{name}/blank.txt": "there is nothing in it",
        f"{name}/broken.zip": "the archive is damaged: File is not a zip file",
        f"{name}/draft.txt": "excluded by --exclude",
        f"{name}/empty.txt": "there is nothing in it",
        f"{name}/gone.txt": "it cannot be read: No such file or directory",
        f"{name}/noise.txt": "its bytes are not those of a txt file, whatever its name says",
        f"{name}/picture.png": kinds,
        f"{name}/pipe.txt": "it is neither a file nor a folder",
    }
    assert outcomes(tmp_path / "missing") == {
        str(tmp_path / "missing"): "it cannot be read: No such file or directory"
    }


def test_a_file_of_an_unknown_kind_is_read_as_text_where_the_user_names_it(tmp_path):
    (tmp_path / "talk.log").write_text(prose(1))
    assert outcomes(tmp_path / "talk.log")["talk.log"].startswith("no installed text format")
    assert outcomes(tmp_path, include=["*.log"]) == {f"{tmp_path.name}/talk.log": "txt"}


def test_a_file_is_what_is_in_it_whatever_it_is_called(tmp_path):
    book = epub(tmp_path / "book.epub", {"a.xhtml": page(in_p(paragraphs(2)))})
    paper = pdf(tmp_path / "paper.pdf", [[(prose(1)[:60], 72, 700, 11)]])
    (tmp_path / "book.txt").write_bytes(book.read_bytes())
    (tmp_path / "paper.txt").write_bytes(paper.read_bytes() + b"\n")
    (tmp_path / "site.txt").write_text(f"<!DOCTYPE html><html><body>{in_p(paragraphs(2))}</body></html>")
    (tmp_path / "readme").write_text(prose(3))
    names = {path.rpartition("/")[2]: what for path, what in outcomes(tmp_path).items()}
    assert names["book.epub"] == "epub"
    assert names["book.txt"].startswith("the same as")
    assert (names["paper.txt"], names["site.txt"], names["readme"]) == ("pdf", "html", "txt")


def test_ten_thousand_files_are_found_each_opened_once(tmp_path):
    for number in range(10_000):
        (tmp_path / f"{number:05}.txt").write_text(f"Note {number}")
    sources = found(tmp_path)
    assert len(sources) == 10_000
    assert {source.skipped for source in sources} == {""}


def zipped_bomb() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as out:
        out.writestr("a.txt", b"0" * (40 * 2**20))
    return made.getvalue()


def test_archives_that_unpack_to_more_than_any_text_are_told_in_a_sentence(tmp_path):
    (tmp_path / "bomb.zip").write_bytes(zipped_bomb())
    deep = archived({"c.zip": archived({"d.zip": archived({"e.txt": prose(1)})})})
    (tmp_path / "deep.zip").write_bytes(deep)
    name = tmp_path.name
    assert outcomes(tmp_path) == {
        f"{name}/bomb.zip": "a.txt in the archive deflates better than any text does",
        f"{name}/deep.zip/c.zip/d.zip": "archives three deep are not read",
    }


def test_names_in_an_archive_are_never_paths(tmp_path):
    archive(
        tmp_path / "up.zip", {"../../etc/one.txt": prose(1), "/two.txt": prose(2), "a\x1b[31m.txt": prose(3)}
    )
    assert list(outcomes(tmp_path / "up.zip")) == [
        "up.zip/etc/one.txt",
        "up.zip/two.txt",
        "up.zip/a\\x1b[31m.txt",
    ]


DRM = """<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container"
 xmlns:enc="http://www.w3.org/2001/04/xmlenc#"><enc:EncryptedData><enc:EncryptionMethod Algorithm="{method}"/>
<enc:CipherData><enc:CipherReference URI="{path}"/></enc:CipherData></enc:EncryptedData></encryption>"""


def test_a_book_with_rights_management_is_refused_and_one_with_hidden_fonts_is_read(tmp_path):
    documents = {"a.xhtml": page(in_p(paragraphs(3)))}
    locked = DRM.format(method="http://www.w3.org/2001/04/xmlenc#aes128-cbc", path="OPS/a.xhtml")
    assert "digital rights management" in refusal(
        epub(tmp_path / "locked.epub", documents, files={"META-INF/encryption.xml": locked})
    )
    fonts = DRM.format(method="http://www.idpf.org/2008/embedding", path="OPS/font.otf")
    book = epub(tmp_path / "fonts.epub", documents, files={"META-INF/encryption.xml": fonts})
    with temporary_host([]) as host:
        (source,) = host.texts.find([book])
        assert [one.text for one in host.texts.read(source, "Maren Holt")] == ["\n\n".join(paragraphs(3))]


def test_damaged_and_hostile_books_are_told_in_a_sentence(tmp_path):
    good = {"a.xhtml": page(in_p(paragraphs(1)))}
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;">]><package>&b;</package>'
    assert "declares XML entities" in refusal(epub(tmp_path / "xml.epub", good, files={"OPS/book.opf": bomb}))
    assert "is damaged XML" in refusal(epub(tmp_path / "opf.epub", good, files={"OPS/book.opf": "<package>"}))
    assert "lists no documents" in refusal(epub(tmp_path / "empty.epub", {}))
    cut = tmp_path / "cut.epub"
    cut.write_bytes(epub(tmp_path / "whole.epub", good).read_bytes()[:-40])
    assert "the EPUB is damaged" in refusal(cut)
    nested = {"a.xhtml": "<html><body>" + "<div>" * 5_000 + "deep"}
    assert "nests its elements" in refusal(epub(tmp_path / "deep.epub", nested))
    swollen = {"a.xhtml": page(in_p(["0" * (30 * 2**20)]))}
    assert "as no text does" in refusal(epub(tmp_path / "swollen.epub", swollen))


def test_pdfs_without_text_and_with_a_password_say_what_to_do(tmp_path):
    lines = [(prose(1)[:60], 72, 700, 11)]
    assert refusal(pdf(tmp_path / "scan.pdf", [[], []])).endswith("run text recognition (OCR) over it first")
    assert "asks for a password" in refusal(pdf(tmp_path / "locked.pdf", [lines], encrypted=True))
    (tmp_path / "cut.pdf").write_bytes(pdf(tmp_path / "whole.pdf", [lines]).read_bytes()[:200])
    assert "the PDF is damaged" in refusal(tmp_path / "cut.pdf")


def test_a_plugin_that_fails_is_blamed_and_names_the_file(tmp_path):
    class Breaking:
        name = "breaking"
        suffixes = (".txt",)

        def recognises(self, head, filename):
            return filename == "break.txt"

        def read(self, file, filename):
            raise RuntimeError("it broke")

    class Plugin:
        __name__ = "breaker"

        from whetstone import hookimpl

        @hookimpl
        def whetstone_text_formats(self):
            return [Breaking()]

    (tmp_path / "break.txt").write_text(prose(1))
    with temporary_host([Plugin()]) as host:
        (source,) = host.texts.find([tmp_path / "break.txt"])
        with pytest.raises(
            TextError, match=r"break\.txt cannot be read: read\(\) of the format breaking raised"
        ):
            list(host.texts.read(source, "Ada"))
        assert any("it broke" in (record.error or "") for record in host.plugins.records)


def test_a_text_may_hold_what_a_terminal_would_obey_and_none_of_it_is_read(tmp_path):
    flag = "\U0001f3f4\U000e0067\U000e007f"
    (tmp_path / "controls.txt").write_text(
        f"I keep \x1b[31mred\x1b[0m bees\x00, \u202eand\u2066 the \x1b]0;title\x07bees\x9b keep {flag}. "
        f"{prose(1)}"
    )
    (source,) = found(tmp_path)
    with temporary_host([]) as host:
        (read,) = host.texts.read(source, "Ada")
    assert read.text == f"I keep red bees, and the bees keep {flag}. {prose(1)}"


def test_what_never_ends_is_not_opened(tmp_path):
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "zeros.txt").symlink_to("/dev/zero")
    sources = found(tmp_path)
    with temporary_host([]) as host:
        for source in sources:
            with pytest.raises(TextError, match="is no file"):
                host.texts.sha256(source)


def test_a_book_whose_documents_are_no_text_is_told(tmp_path):
    epub(tmp_path / "locked.epub", {"one.xhtml": bytes(range(256)) * 20})
    (source,) = found(tmp_path)
    with temporary_host([]) as host, pytest.raises(TextError, match=r"digital rights management \(DRM\)"):
        list(host.texts.read(source, "Ada"))
