"""Draft questions from the facts of a precedent: well formed, with their article, and without a sentence of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from training.rules.from_precedent import ROLES, Told, mark_of, wordings
from training.rules.questions import code_problem, problems

OUTCOMES = {"A": "和解", "B": "调解", "C": "仲裁裁决", "D": "法院判决", "E": "撤回"}
TOLD = Told(
    code="dis-bcdfghjk",
    kind="追索劳动报酬",
    month="2026年10月",
    cites=[
        ("《工资测试条例》第三十条", "violated"),
        ("《劳动测试法》第五十条", "basis"),
        ("《别的法》第一条", "mention"),
    ],
    outcome="E",
    outcomes=OUTCOMES,
    payer="general",
    payers={"fund": "基金", "general": "总包"},
    causes=["M"],
    all_causes={"E": "环境", "M": "管理缺陷"},
)


def test_each_is_well_formed_and_names_its_article_and_month() -> None:
    made = wordings(TOLD)
    assert [code.partition(".")[2] for code in made] == ["article.1", "article.2", "outcome", "payer", "cause"]
    for code, one in made.items():
        assert problems(one) == [], code
        assert code_problem(code) == ""
        assert code.startswith(mark_of(TOLD.code))
        assert "2026年10月" in one.explanation
        assert "《" in one.explanation
        assert "第" in one.basis
        assert TOLD.code not in one.stem + one.explanation


def right(name: str, told: Told = TOLD) -> list[str]:
    one = wordings(told)[f"{mark_of(told.code)}.{name}"]
    return [part["text"] for part in one.body["options"] if part["key"] in one.key]


def test_the_right_answer_is_what_the_precedent_says() -> None:
    assert right("article.1") == [ROLES["violated"]]
    assert right("article.2") == [ROLES["basis"]]
    assert right("outcome") == ["撤回"]
    assert right("payer") == ["总包"]
    assert right("cause") == ["管理缺陷"]
    assert right("cause", replace(TOLD, causes=["M", "E"])) == ["环境", "管理缺陷"]


@pytest.mark.parametrize("cites", [[], [("《别的法》第一条", "mention")]])
def test_without_an_article_that_decides_nothing_is_asked(cites: list[tuple[str, str]]) -> None:
    assert wordings(replace(TOLD, cites=cites)) == {}


def test_what_is_not_known_is_not_asked() -> None:
    bare = replace(TOLD, outcome="", payer="", causes=[], month="")
    assert [code.partition(".")[2] for code in wordings(bare)] == ["article.1", "article.2"]
    assert all(problems(one) == [] for one in wordings(bare).values())
