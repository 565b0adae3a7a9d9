"""The names of columns of contracts, attendance and wages."""

from portal.rules.roster.headers import column_of, names_of
from portal.rules.roster.sheet_columns import DATES, MONEY, NUMBERS, TEXTS, WORKSHEETS, Sheet


def test_no_name_means_two_columns_of_one_sheet():
    for of, columns in WORKSHEETS.items():
        aliases = [alias for names in columns.values() for alias in names]
        assert len(aliases) == len(set(aliases)), of
        assert all(column_of(alias, names_of(columns)) for alias in aliases)


def test_every_column_is_read_as_one_kind_of_thing():
    assert not set(NUMBERS) & (set(TEXTS) | set(DATES))
    assert set(NUMBERS) >= MONEY
    assert set(WORKSHEETS) == set(Sheet)
