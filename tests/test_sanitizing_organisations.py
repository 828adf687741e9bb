"""Organisations: an employer, a firm, a school goes; a product that everybody talks about stays."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_up import HELD_OUT_TALK

from whetstone import Host
from whetstone.core.sanitizing.names.known import KnownNames
from whetstone.core.sanitizing.organisations.finding import organisations
from whetstone.testing import temporary_host

FOUND = (
    "I work at «Zorblax» as a nurse",
    "i work at «zorblax» as a nurse",
    "my brother works for «Google» now",
    "she got a job at «Prindle Timber» last week",
    "fired from «Carter, Hughes and Mercer», but happy",
    "employer: «Zorblax Analytics»",
    "ask «Kessler Maschinenbau GmbH & Co. KG» about it",
    "from «Acme Widgets, Inc.» of course",
    "to «Smith & Sons» they said",
    "paid «Zorblax S.A.» in May",
    "the address of «Prindle Corp.» is secret",
    "i was sacked by «prindle ltd.» as a clerk",
    "at «Northgate University», then nothing",
    "the «University of Quondor» called",
    "surgery at «Saint Odile's Hospital» went well",
    "Ich arbeite seit März bei der «Kessler Maschinenbau» in Ulm",
    "weil ich bei «Brenntova» arbeite",
    "Je travaille chez «Dubrelle» depuis mai",
    "Mi hermana trabaja para «Quintova» en Lima",
    "Lavoro alla «Ferrantova» da anni",
    "Ik werk bij «Van der Molen» nu",
    "Jag jobbar på «Skandor» sen i maj",
    "Работаю в компании «Ромашка»",
    "我在«北京天网科技有限公司»工作",
    "«株式会社ザリガニ»で働いています",
)
LEFT = (
    *(text for text in HELD_OUT_TALK if "{" not in text),
    *(
        text.format(PRODUCT=product)
        for text in HELD_OUT_TALK
        if "{" in text
        for product in ("Ubuntu", "Netflix")
    ),
    "I use Google and ask on Reddit, and my friends joined Facebook in 2012",
    "The Linux Foundation and the Free Software Foundation are known",
    "does it work for Kubuntu? that works for me",
    "I work at night and at home, he works for free",
    "price inc vat, all inc.",
    "THE ENTIRE RISK AS TO THE QUALITY",
    "My company is small, and our group met at School",
    'ACTION=="add", GROUP="audio"',
    "Ubuntu Software Center, Windows Server Core, iPhone SE",
    "Ich arbeite für Geld",
)


@pytest.fixture(scope="module")
def host() -> Iterator[Host]:
    with temporary_host() as opened:
        yield opened


@pytest.mark.parametrize("marked", FOUND)
def test_an_organisation_is_found_to_the_letter(host, marked):
    before, rest = marked.split("«")
    inside, after = rest.split("»")
    (done,) = host.sanitizing.open().scrub([before + inside + after])
    assert done.text == f"{before}[ORGANISATION_1]{after}"


@pytest.mark.parametrize("text", LEFT)
def test_what_is_merely_talked_about_stays(host, text):
    (done,) = host.sanitizing.open().scrub([text])
    assert "ORGANISATION" not in done.text


def scrubbed(host: Host, *texts: str) -> list[str]:
    names = KnownNames()
    for text in texts:
        names.learn(None, text)
    return [done.text for done in host.sanitizing.open(names).scrub(texts)]


def test_a_firm_once_told_goes_from_the_whole_log_without_its_form_and_in_any_case(host):
    log = ("is it from zorblax widgets?", "Ask Zorblax Widgets GmbH.", "ZORBLAX WIDGETS again")
    assert scrubbed(host, *log) == [
        "is it from [ORGANISATION_1]?",
        "Ask [ORGANISATION_1].",
        "[ORGANISATION_1] again",
    ]


def test_a_firm_that_everybody_talks_about_goes_only_where_somebody_works_there(host):
    log = ("I work at Google.", "just google it", "Google is slow today")
    assert scrubbed(host, *log) == ["I work at [ORGANISATION_1].", *log[1:]]


def test_a_firm_that_is_a_word_too_counts_only_as_it_is_written(host):
    log = ("I work at Storm.", "what a storm that was", "people at Storm say so")
    assert scrubbed(host, *log)[1:] == [log[1], "people at [ORGANISATION_1] say so"]


def test_a_firm_between_a_name_and_an_address_goes(host):
    text = "Ann Lee\nHead of Sales\nZorblax Fine\n12 Maple Street"
    assert "Zorblax" not in host.sanitizing.open().scrub([text])[0].text


@given(
    st.lists(
        st.sampled_from(
            (
                "I work at ",
                "Zorblax",
                " Ltd",
                ", Inc.",
                " & ",
                " and ",
                "University of ",
                "\n",
                "\\n",
                "«",
                ".",
                " ",
            )
        )
        | st.text(max_size=6),
        max_size=12,
    ).map("".join)
)
@settings(deadline=None, max_examples=150)
def test_whatever_the_text_the_stretches_lie_inside_and_apart(text):
    ends = 0
    for start, end, score in organisations(text):
        assert ends <= start < end <= len(text)
        assert 0 < score <= 1
        ends = end
