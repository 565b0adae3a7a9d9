"""Tracks of claims and the papers they ask for."""

from decimal import Decimal

import pytest

from cases.rules import claims


def test_recognition_needs_form_employment_and_diagnosis_and_no_accident_report():
    """工伤保险条例第18条; N4."""
    assert [paper.code for paper in claims.lacking(claims.RECOGNITION, set())] == ["form", "employment", "diagnosis"]
    assert claims.lacking(claims.RECOGNITION, {"form", "employment", "diagnosis"}) == []
    report = next(paper for paper in claims.papers(claims.RECOGNITION) if paper.code == "report")
    assert not report.required


def test_three_tracks_each_know_how_they_end():
    assert set(claims.tracks()) == {"FUND", "EMPLOYER", "COMMERCIAL"}
    for track in claims.tracks():
        assert {"paid", "refused", "closed"} <= set(claims.steps(track)), track
        assert claims.papers(track), track
    assert "notified" in claims.steps("COMMERCIAL")
    assert "notified" not in claims.steps("EMPLOYER")


@pytest.mark.parametrize(("code", "name"), [("paid", "付款"), ("nothing", "nothing")])
def test_a_step_has_a_name(code, name):
    assert claims.step_name(code) == name


def test_papers_are_named_once_in_their_list():
    for of in (claims.RECOGNITION, *claims.tracks()):
        codes = [paper.code for paper in claims.papers(of)]
        assert len(codes) == len(set(codes))


@pytest.mark.parametrize(
    ("agreed", "amounts", "verdicts"),
    [
        (100, [40, 60], ["no", "yes"]),
        (100, [100, 20], ["yes", "no"]),
        (100, [100, -100], ["", ""]),
        (100, [100, -40], ["no", ""]),
        (100, [100, -40, 40], ["yes", "", "no"]),
        (None, [40], ["unknown"]),
        (100, [], []),
    ],
)
def test_the_payment_that_reaches_what_was_agreed_says_so_and_none_that_was_taken_back(agreed, amounts, verdicts):
    given = Decimal(agreed) if agreed else None
    assert claims.by_payment(given, [Decimal(one) for one in amounts]) == verdicts
