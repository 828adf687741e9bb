import whetstone_badges

from whetstone.testing import temporary_host


def test_a_staff_number_has_one_placeholder_in_the_whole_log() -> None:
    with temporary_host([whetstone_badges]) as host:
        scrubber = host.sanitizing.open()
        first, second = scrubber.scrub(["I am EMP-123455.", "Ask EMP-111116, or EMP-123455."])
    assert first.text == "I am [STAFF_NUMBER_1]."
    assert second.text == "Ask [STAFF_NUMBER_2], or [STAFF_NUMBER_1]."
    assert [found.score for found in second.found] == [0.5, 1.0]
