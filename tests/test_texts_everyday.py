"""Texts of nobody's library: mails, transcripts, blogs, newsletters and poems in scripts without spaces."""

from __future__ import annotations

from whose_words import Shelf, written

MAIL = """From: Maren Holt <maren@harbour.example>
To: Jon Aske <jon@harbour.example>
Date: Mon, 1 Mar 2021 10:00:00 +0000
Subject: Re: Fwd: the nets

Dear Jon,

The nets are mended, and nobody has asked me by whom. Send the boat on Friday, if the wind lets you.

Maren

--
Maren Holt
Harbour Office, Tel. 555-0101

On Sun, 28 Feb 2021, Jon Aske wrote:
> Who is to mend the nets this year?
> I cannot do it again, with my hands.
"""


def test_a_mail_is_what_its_author_wrote_in_it(tmp_path):
    shelf = Shelf(written(tmp_path, "0001.txt", MAIL))
    assert shelf.places == [("the nets", "")]
    assert shelf.text.startswith("Dear Jon,\n\nThe nets are mended")
    assert shelf.text.endswith("if the wind lets you.")
    assert shelf.reasons()["words of others"].startswith("On Sun, 28 Feb 2021, Jon Aske wrote:")
    assert shelf.reasons()["page furniture"].startswith("From: Maren Holt")


def test_what_was_forwarded_below_a_mail_is_somebody_elses(tmp_path):
    below = "-----Original Message-----\n\nFrom: Jon\nTo: Maren\nSubject: nets\n\nI shall not mend them."
    text = MAIL.partition("--\n")[0] + below
    shelf = Shelf(written(tmp_path, "0002.txt", text))
    assert "mended" in shelf.text
    assert "I shall not" not in shelf.text


def test_of_an_interview_the_author_is_heard_alone_without_the_clock(tmp_path):
    turns = [
        "[00:00:07] Interviewer: Why do you write about the sea? [laughter]",
        "[00:00:12] Dr. Holt: Because it was there in the morning. [applause]",
        "[00:00:19] And it was there in the evening too.",
        "[00:00:25] Interviewer: And the nets?",
        "[00:00:31] Holt: They were never mine. Remember: a net belongs to its holes.",
        "[00:00:40] Interviewer: Thank you.",
        "[00:00:44] Maren Holt: Remember: I only mended them.",
        "[00:00:49] Dr. Holt: Good night, and mind the step.",
    ]
    shelf = Shelf(written(tmp_path, "talk.txt", "\n".join(turns)))
    assert (
        shelf.text.split()
        == " ".join(
            [
                "Because it was there in the morning.",
                "And it was there in the evening too.",
                "They were never mine. Remember: a net belongs to its holes.",
                "Remember: I only mended them.",
                "Good night, and mind the step.",
            ]
        ).split()
    )
    assert shelf.reasons()["words of others"].startswith("Why do you write about the sea?")


def test_a_dialogue_that_the_author_made_up_keeps_all_who_speak(tmp_path):
    play = "\n\n".join(f"ANNA: What is the tide, for the {n}th time?\n\nPETER: It is late." for n in range(9))
    shelf = Shelf(written(tmp_path, "play.txt", play))
    assert shelf.text.count("ANNA:") == shelf.text.count("PETER:") == 9
    assert not shelf.left_out


def test_a_post_of_a_blog_is_read_without_what_asks_readers_for_something(tmp_path):
    post = (
        "---\ntitle: Low water\ndate: 2021-03-01\n---\n\n*4 min read*\n\n"
        "At low water the harbour shows what it has kept, and nobody likes to look.\n\n"
        "If you liked this, [subscribe to my newsletter](https://x.example) or follow me on Mastodon!\n\n"
        "## Comments\n\n**Jon** says: I like to look.\n\n## Related posts\n\n- [High water](/high)\n"
    )
    shelf = Shelf(written(tmp_path, "low-water.md", post))
    assert shelf.places == [("Low water", "")]
    assert shelf.text == "At low water the harbour shows what it has kept, and nobody likes to look."
    assert shelf.reasons()["page furniture"].endswith("4 min read")
    assert "Jon" in shelf.reasons()["readers' comments"]
    assert "High water" in shelf.reasons()["advertisement"]


POEM = "潮來人未起，\n燈暗夜初長。\n網舊誰能補，\n風寒自掩房。"


def test_poems_in_a_script_without_spaces_stand_under_their_titles(tmp_path):
    text = "港集\n\n" + "\n\n\n".join(f"{title}\n\n{POEM}" for title in ("夜潮", "補網二首（一）", "歸舟"))
    shelf = Shelf(written(tmp_path, "poems.txt", text))
    assert [section for _, section in shelf.places] == ["夜潮", "補網二首（一）", "歸舟"]
    assert {stretch.text for stretch in shelf.stretches} == {POEM}


def test_verse_without_any_mark_is_no_row_of_titles(tmp_path):
    verse = "\n\n".join(["港口的燈已經暗了", "沒有人來", "網還掛在那裏", "風也還在那裏"] * 3)
    shelf = Shelf(written(tmp_path, "verse.txt", verse))
    assert "沒有人來" in shelf.text


def test_the_days_of_a_diary_are_its_sections(tmp_path):
    days = ("Monday, 1 March 1851.", "March 2nd", "Den 3. Mai 1851", "1851年3月4日", "5 марта 1851 г.")
    text = "\n\n".join(f"{day}\n\nThe boat came in late and nobody said a word about it." for day in days)
    shelf = Shelf(written(tmp_path, "diary.txt", text))
    assert [section for _, section in shelf.places] == list(days)
    assert "1851" not in shelf.text


def test_captions_formulas_and_rows_of_numbers_are_no_prose(tmp_path):
    paper = (
        "# Tides\n\nThe tide was measured at six harbours, and Table 2 shows what came of it "
        "(Aske et al., 1849) [3, 7].\n\n"
        "Table 2: Heights by harbour\n\nOlden 12.1 13 0.02 7\n\nh = a sin(wt) + b (4)\n\n"
        "Figure 3. Where the boats lay.\n\nIn 1851 it rose by four feet; the moon = the cause, men said.\n"
    )
    shelf = Shelf(written(tmp_path, "tides.md", paper))
    assert shelf.text == (
        "The tide was measured at six harbours, and Table 2 shows what came of it.\n\n"
        "In 1851 it rose by four feet; the moon = the cause, men said."
    )
    assert shelf.reasons()["captions and tables"].startswith("Table 2: Heights")
