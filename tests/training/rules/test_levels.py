"""The levels that forms, rules and records share."""

from training.rules.levels import LEVELS, METHODS, NAMES, THREE_LEVELS


def test_the_three_levels_stand_first_and_in_the_order_of_entry():
    assert [code for code, _ in LEVELS[:3]] == list(THREE_LEVELS)
    assert [NAMES[code] for code in THREE_LEVELS] == ["公司级", "项目级", "班组级"]


def test_codes_are_unique_and_fit_their_columns():
    for choices in (LEVELS, METHODS):
        codes = [code for code, _ in choices]
        assert len(set(codes)) == len(codes)
        assert max(map(len, codes)) <= 14
