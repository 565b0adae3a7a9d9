"""What the plan asks of training before anything happens: for whom, what about, and what is owed before work."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from portal.rules.roles import Role
from tests.training.services.test_content_is_sound import LESSONS, blocks
from training import duties
from training.rules.requirements import State

ZONE = datetime.timezone(datetime.timedelta(hours=8))


def lesson(name: str) -> dict[str, Any]:
    return LESSONS[f"lessons/{name}.toml"]


def words_of(one: dict[str, Any]) -> str:
    return str(one)


@pytest.mark.covers("P-01", "S-06")
@pytest.mark.parametrize(
    ("name", "about"),
    [
        ("managers/01-law-map", "劳动合同法"),
        ("managers/02-contracts", "劳动合同"),
        ("managers/03-payroll", "专用账户"),
        ("managers/04-real-name", "实名"),
        ("managers/05-attendance", "考勤"),
        ("managers/06-early-warning", "预警"),
        ("managers/06-early-warning", "纠偏"),
        ("managers/08-talking", "怎么谈"),
    ],
)
def test_managers_and_crew_leaders_are_taught_what_the_plan_names(name: str, about: str) -> None:
    found = lesson(name)
    assert about in words_of(found)
    assert blocks(found, "check")
    assert [line for block in blocks(found, "articles") for line in block["citations"]]


@pytest.mark.covers("P-01", "T-01")
def test_every_role_on_a_site_owes_training_again_each_year(
    rules: None, make_person: Any, post: Any, project: Any, today: datetime.date
) -> None:
    for role in (Role.WORKER, Role.CREW_LEADER, Role.PROJECT_MANAGER):
        person = make_person(str(role))
        post(person, role, project=project, starts_on=datetime.date(2024, 1, 1))
        yearly = [item for item in duties.items_of(person, today) if item.level == "yearly"]
        assert [item.due_on for item in yearly], role


@pytest.mark.covers("T-05", "T-01")
def test_a_new_worker_owes_three_levels_before_work_and_each_keeps_the_gate_shut(
    rules: None, worker: Any, project: Any, trained: Any, today: datetime.date
) -> None:
    def owed() -> dict[str, bool]:
        return {
            i.level: i.blocks
            for i in duties.items_of(worker, today)
            if i.state is not State.DONE and i.level != "yearly"
        }

    assert owed() == {"company": True, "project": True, "crew": True}
    for level in ("company", "project", "crew"):
        trained(worker, level, project=project, source=level)
    assert owed() == {"crew": True}  # the crew's is taught face to face: a row without a session is not enough


@pytest.mark.covers("T-01")
def test_workers_are_taught_their_rights_with_questions_and_articles() -> None:
    rights = [one for name, one in LESSONS.items() if name.startswith("lessons/rights/")]
    assert len(rights) >= 10
    for one in rights:
        assert blocks(one, "check"), one["title"]
        assert blocks(one, "articles"), one["title"]
    told = " ".join(words_of(one) for one in rights)
    for about in ("工资", "劳动合同", "加班", "工伤", "法律援助", "仲裁"):
        assert about in told, about


@pytest.mark.covers("T-04")
def test_workers_are_taught_protection_procedures_and_what_to_do_in_an_accident() -> None:
    titles = {one["title"]: one for name, one in LESSONS.items() if name.startswith("lessons/three-level/")}
    for words in ("防护用品", "上脚手架干活", "工地用电", "五种最要命的事故", "真出了事，先做什么", "现场急救"):
        found = [one for title, one in titles.items() if title.startswith(words)]
        assert found, words
        assert all(blocks(one, "steps") or blocks(one, "text") for one in found)
        assert all(blocks(one, "check") for one in found)
