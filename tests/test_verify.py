"""`whetstone verify` holds a persona to itself and to its sources, and finds every change."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from commandline import Said, here, process
from forged import Parts, forged
from homes import BUNDLED, packed
from trusting import Maker

from whetstone import Host


def checks(said: Said) -> dict[str, dict[str, Any]]:
    """The checks by what they are about."""
    return {check["about"]: check for check in said.json["checks"]}


def verify(file: Path, *options: str | Path, home: Path) -> Said:
    return here("verify", file, *options, "--json", home=home)


def test_a_forged_persona_agrees_with_itself_and_with_its_sources(tmp_path: Path, home: Path) -> None:
    file, shelf = forged(tmp_path)
    said = verify(file, "--sources", shelf, home=home)
    assert said.code == 0, said.out
    assert said.json["verified"] is True
    states = {about: check["state"] for about, check in checks(said).items()}
    assert states.pop("signature") == "open"
    assert "quotations" not in states
    assert set(states.values()) == {"passed"}
    assert states.keys() >= {"content", "source hash", "citations", "library", "prompt"}
    assert states.keys() >= {"source files", "passages in the sources", "quotations in the sources"}


def test_without_the_sources_it_says_what_could_not_be_checked(tmp_path: Path, home: Path) -> None:
    file, _ = forged(tmp_path)
    said = here("verify", file, home=home)
    assert said.code == 0
    assert "--sources DIR says where they lie" in said.out
    assert "checks passed, 3 could not be made." in said.stderr


def reworded(parts: Parts) -> None:
    parts["library"]["orchard-1.txt"] = parts["library"]["orchard-1.txt"].replace(
        "used to say little", "used to say much", 1
    )


def lengthened(parts: Parts) -> None:
    parts["library"]["orchard-1.txt"] += "\n\nAnd buy your grafts from the shop at the corner.\n"


def introduced(parts: Parts) -> None:
    heading, body = parts["library"]["orchard-1.txt"].split("\n\n", 1)
    parts["library"]["orchard-1.txt"] = f"{heading}\n\nBuy your grafts at the shop.\n\n{body}"


def added(parts: Parts) -> None:
    parts["library"]["more.txt"] = "More\n\nNobody wrote this."


def taken_away(parts: Parts) -> None:
    parts["library"] = {}


def invented(parts: Parts) -> None:
    parts["prompt"] += "\nAs you wrote: “Never trust a pear that smiles at you”.\n"


def invented_greeting(parts: Parts) -> None:
    parts["config"]["greeting"] = "Welcome. “Never trust a pear that smiles at you”, I always say."


def invented_example(parts: Parts) -> None:
    parts["config"]["examples"][0]["reply"] = "Plums are a rich man's fruit, and I never grew any."


def unquoted(parts: Parts) -> None:
    parts["prompt"] = parts["prompt"].replace("used to say little", "used to say much")


def cited_from_nowhere(parts: Parts) -> None:
    parts["report"]["distillation"]["claims"][0]["cites"].append("p000000000000")


def unnamed(parts: Parts) -> None:
    del parts["report"]["passages"][parts["report"]["selection"]["exemplars"][0]]


def in_block_quotes(parts: Parts) -> None:
    own = parts["prompt"].partition("Your own words\n")[2].strip().split("\n\n")
    quoted = [f"The Orchard › Spring:\n> {one[1:].rpartition('” (')[0]}" for one in own]
    parts["prompt"] = f"You are Ada.\n\nYour own words\n\n{quoted[0]}\n\nAnd then:\n{quoted[1]}\n"


def another_hash(parts: Parts) -> None:
    parts["metadata"]["source_hash"] = "sha256:" + "0" * 64


def out_of_place(parts: Parts) -> None:
    for claim in parts["report"]["passages"].values():
        claim["start"] -= 1
        claim["end"] -= 1


@pytest.mark.parametrize(
    ("change", "about", "reason"),
    [
        (reworded, "library", "orchard-1.txt does not hold p"),
        (lengthened, "library", "orchard-1.txt has more than its passages"),
        (introduced, "library", "orchard-1.txt does not hold p"),
        (added, "library", "more.txt is not in the report"),
        (taken_away, "library", "orchard-1.txt is missing"),
        (invented, "quotations", "prompt.txt: “Never trust a pear that smiles at you"),
        (invented_greeting, "quotations", "greeting: “Never trust a pear"),
        (invented_example, "quotations", "example 1: “Plums are a rich man's fruit"),
        (unquoted, "prompt", "is not in prompt.txt"),
        (cited_from_nowhere, "citations", "claim 1 of the distillation cites p000000000000"),
        (unnamed, "citations", "selection.exemplars cites p"),
        (another_hash, "source hash", "metadata.json says sha256:0000"),
    ],
)
def test_each_change_to_the_cartridge_is_found_without_the_sources(
    tmp_path: Path, home: Path, change: Callable[[Parts], None], about: str, reason: str
) -> None:
    file, _ = forged(tmp_path, change)
    said = verify(file, home=home)
    assert said.code == 1
    assert said.json["verified"] is False
    assert checks(said)[about]["state"] == "failed"
    assert reason in checks(said)[about]["reason"]


def test_passages_may_be_quoted_in_blocks(tmp_path: Path, home: Path) -> None:
    file, shelf = forged(tmp_path, in_block_quotes)
    found = checks(verify(file, "--sources", shelf, home=home))
    assert {found[about]["state"] for about in ("prompt", "quotations", "quotations in the sources")} == {
        "passed"
    }


def test_passages_that_are_said_to_stand_elsewhere_are_found_with_the_sources(
    tmp_path: Path, home: Path
) -> None:
    file, shelf = forged(tmp_path, out_of_place)
    assert verify(file, home=home).code == 0
    said = verify(file, "--sources", shelf, home=home)
    assert said.code == 1
    assert len(checks(said)["passages in the sources"]["faults"]) == 6


def test_a_turn_of_phrase_that_the_report_measured_is_vouched_for_until_the_sources_show_it(
    tmp_path: Path, home: Path
) -> None:
    def with_phrases(parts: Parts) -> None:
        parts["report"]["profile"]["phrases"] = [{"text": "the cider decides"}, {"text": "no such turn"}]
        parts["report"]["profile"]["addressing"] = {"asides_per_1000_sentences": {"so it is said": 3.1}}
        parts["prompt"] += "\nYou say “the cider decides”, “no such turn” and “so it is said”.\n"

    file, shelf = forged(tmp_path, with_phrases)
    assert checks(verify(file, home=home))["quotations"]["state"] == "open"
    found = checks(verify(file, "--sources", shelf, home=home))["quotations in the sources"]
    assert found["faults"] == ["prompt.txt: “no such turn”", "prompt.txt: “so it is said”"]


def test_a_changed_source_is_named_and_the_words_that_are_gone_are_found(tmp_path: Path, home: Path) -> None:
    file, shelf = forged(tmp_path)
    book = shelf / "first.txt"
    book.write_text(book.read_text().replace("used to say little", "used to say much"))
    said = verify(file, "--sources", shelf, home=home)
    found = checks(said)
    assert said.code == 1
    assert "first.txt was changed" in found["source files"]["reason"]
    assert "(The Orchard)" in found["passages in the sources"]["reason"]
    assert "(The Cellar)" not in found["passages in the sources"]["reason"]
    assert found["quotations in the sources"]["state"] == "failed"


def test_passages_are_looked_up_beyond_the_last_quotation(tmp_path: Path, home: Path) -> None:
    def quoting_little(parts: Parts) -> None:
        parts["prompt"] = "You are Ada.\n"
        parts["config"]["examples"] = []
        parts["report"]["distillation"] = {}
        parts["report"]["prompt"] = {}

    file, shelf = forged(tmp_path, quoting_little)
    said = verify(file, "--sources", shelf, home=home)
    assert "6, each word for word" in checks(said)["passages in the sources"]["reason"]


def test_a_missing_source_is_named(tmp_path: Path, home: Path) -> None:
    file, shelf = forged(tmp_path)
    (shelf / "second.txt").unlink()
    found = checks(verify(file, "--sources", shelf, home=home))
    assert "second.txt is missing" in found["source files"]["reason"]
    assert found["passages in the sources"]["state"] == "open"
    assert found["source hash of the files"]["state"] == "open"


def test_files_that_were_renamed_moved_or_joined_by_others_do_no_harm(tmp_path: Path, home: Path) -> None:
    file, shelf = forged(tmp_path)
    (shelf / "inner").mkdir()
    (shelf / "first.txt").rename(shelf / "inner" / "renamed.txt")
    (shelf / "notes.txt").write_text("Not one of the keeper's.\n")
    (shelf / "picture.bin").write_bytes(bytes(range(256)))
    said = verify(file, "--sources", shelf, home=home)
    assert said.code == 0, said.out
    assert "notes.txt" in checks(said)["source files"]["reason"]


def test_sources_may_be_given_file_by_file(tmp_path: Path, home: Path) -> None:
    file, shelf = forged(tmp_path)
    both = ("--sources", shelf / "first.txt", "--sources", shelf / "second.txt")
    assert verify(file, *both, home=home).code == 0
    assert verify(file, *both[:2], home=home).code == 1


def test_a_signature_is_checked_as_well_and_a_revoked_key_is_told(
    tmp_path: Path, home: Path, ada: Maker
) -> None:
    file, _ = forged(tmp_path)
    with Host(tmp_path / "reader") as host:
        signed = packed(tmp_path / "signed", ada.signed(host.formats.read_file(file)))
    assert checks(verify(signed, home=home))["signature"]["state"] == "passed"
    assert here("import", signed, home=home).code == 0
    assert here("key", "revoke", ada.key[8:20], home=home).code == 0
    said = verify(signed, home=home)
    assert said.json["signature"]["trust"] == "revoked"
    assert "which you revoked on" in said.stderr


def test_a_file_that_was_tampered_with_has_an_invalid_signature(home: Path, ada: Maker) -> None:
    said = verify(ada.tampered(), home=home)
    assert said.code == 1
    assert checks(said)["signature"]["state"] == "failed"


def test_an_installed_persona_is_verified_by_its_id_and_version(tmp_path: Path, home: Path) -> None:
    file, shelf = forged(tmp_path)
    assert here("import", file, home=home).code == 0
    for reference in ("ada-keeper", "ada-keeper@1.0"):
        said = here("verify", reference, "--sources", shelf, "--json", home=home)
        assert (said.code, said.json["id"]) == (0, "ada-keeper")


def test_bundled_and_hand_made_personas_claim_nothing_and_pass(tmp_path: Path, home: Path) -> None:
    said = here("verify", BUNDLED, home=home)
    assert said.code == 0
    assert "it has no report, so it claims nothing" in said.out


def test_a_hand_made_persona_is_held_to_its_source_hash(tmp_path: Path, home: Path) -> None:
    from cartridges import GARDEN, gardener

    shelf = tmp_path / "shelf"
    shelf.mkdir()
    for name, text in GARDEN.items():
        (shelf / name).write_bytes(text.encode())
    file = packed(tmp_path, gardener())
    assert verify(file, "--sources", shelf, home=home).code == 0
    (shelf / "bees.txt").write_text("Bees.")
    said = verify(file, "--sources", shelf, home=home)
    assert said.code == 1
    assert checks(said)["source hash"]["state"] == "failed"


MANY = [f"p{number:012x}" for number in range(3_000)]

HOSTILE: list[Any] = [
    {"kind": "forge"},
    {
        "kind": "forge",
        "passages": [],
        "selection": 3,
        "prompt": "no",
        "made_from": None,
        "distillation": [[]],
    },
    {"kind": "forge", "passages": {"p1": None, "": {"start": -5, "end": 10**400, "sha256": 7}}},
    {
        "kind": "forge",
        "passages": {id: {"work": "w", "start": 0, "end": 700, "sha256": "0" * 64} for id in MANY},
        "selection": {"library": [{"file": "bees.txt", "ids": MANY}, {"file": 5}, 5]},
        "prompt": {"quotes": MANY},
    },
    {"kind": "forge", "selection": {"exemplars": [{"a": [1]}, None, True, "p" * 5_000]}},
    {"kind": {"kind": "forge"}},
]


@pytest.mark.parametrize("report", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_report_is_judged_and_never_a_crash(tmp_path: Path, home: Path, report: Any) -> None:
    from cartridges import gardener

    prompt = "You quote “" + "many words of this and that “ " * 2_000
    file = packed(tmp_path, gardener(report=report, prompt=prompt))
    for command in ("verify", "report"):
        for options in ((), ("--json",), ("--all",) if command == "report" else ("--sources", tmp_path)):
            said = here(command, file, *options, home=home)
            assert said.code in (0, 1)
            assert "unexpected" not in said.stderr
            assert "Traceback" not in said.stderr


def test_it_runs_as_a_command_of_its_own_and_draws_a_table(tmp_path: Path, home: Path) -> None:
    file, shelf = forged(tmp_path, invented)
    said = process("verify", file, "--sources", shelf, home=home)
    assert said.code == 1
    assert [line.split()[0] for line in said.out.splitlines()].count("FAILED") == 2
    assert "ada-keeper is NOT what it says: 2 of" in said.stderr
    assert "pear that smiles" in said.out


def test_what_is_no_file_and_nobodys_id_is_refused(home: Path) -> None:
    assert "no persona is called 'nobody'" in here("verify", "nobody", home=home).refused()
    assert "cannot read nowhere.whetstone" in here("verify", "nowhere.whetstone", home=home).refused()
    assert here("verify", BUNDLED, "--sources", "/does/not/exist", home=home).code == 2


def test_the_json_tells_every_fault(tmp_path: Path, home: Path) -> None:
    def wild(parts: Parts) -> None:
        parts["report"]["distillation"]["claims"][0]["cites"] = [f"p{number:012x}" for number in range(40)]

    file, _ = forged(tmp_path, wild)
    citations = checks(verify(file, home=home))["citations"]
    assert len(citations["faults"]) == 40
    assert citations["reason"].endswith("and 35 more")
    assert json.dumps(citations)
