"""Seven kinds of questions."""

from training.rules import kinds


def test_there_are_seven_kinds_with_names_of_their_own():
    assert len(kinds.KINDS) == 7
    assert len(set(kinds.NAMES.values())) == 7
