"""What is due, by when and why."""

import datetime
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.rules import requirements
from training.rules.requirements import Done, Happening, Rule, State, Stay

DAY = datetime.date(2026, 11, 1)
FIRM, OTHER_FIRM, SITE, OTHER_SITE, CREW = 1, 2, 10, 11, 100

ENTRY = Rule(1, "entry", "company")
NEW_SITE = Rule(2, "new_site", "project")
NEW_POST = Rule(3, "new_post", "crew")
ABSENCE = Rule(4, "absence", "project", absence_days=365)
YEARLY = Rule(5, "yearly", "yearly", period_months=12)
ACCIDENT = Rule(6, "accident", "accident", due_days=7)


def day(offset: int) -> datetime.date:
    return DAY + datetime.timedelta(days=offset)


def stay(start: int = 0, end: int | None = None, *, project: int = SITE, trade: str = "木工", firm: int = FIRM) -> Stay:
    return Stay((firm,), project, CREW, trade, "worker", "广东省深圳市", day(start), None if end is None else day(end))


def due(stays, records=(), rule=NEW_SITE, happenings=(), today=DAY):
    return requirements.dues(stays, list(records), happenings, [rule], today=today)


def test_a_new_site_owes_training_on_the_day_of_the_transfer():
    before = stay(-100, -1, project=OTHER_SITE)
    at_the_old_site = Done("project", day(-90), 120, project=OTHER_SITE, passed=True)
    found = due([before, stay(0)], [at_the_old_site])
    assert [(d.due_on, d.state, d.blocks) for d in found] == [(DAY, State.OPEN, True)]


def test_training_on_the_new_site_answers_it():
    found = due([stay(-100, -1, project=OTHER_SITE), stay(0)], [Done("project", DAY, 60, project=SITE)])
    assert [(d.state, d.done_on) for d in found] == [(State.DONE, DAY)]


def test_what_is_not_done_on_the_day_is_overdue_the_day_after():
    assert due([stay(0)], today=day(1))[0].state is State.OVERDUE


def test_a_site_one_has_worked_on_before_is_not_new():
    back = [stay(-100, -50), stay(-49, -10, project=OTHER_SITE), stay(0)]
    (found,) = due(back, [Done("project", day(-99), 60, project=SITE)])
    assert (found.trigger.since, found.state) == (day(-100), State.DONE)


def moved(**second) -> list[Stay]:
    """To another crew of the same site, yesterday and today."""
    return [stay(-9, -2), replace(stay(-1, -1), crew=CREW + 1), replace(stay(0, **second), crew=CREW + 2)]


@pytest.mark.parametrize(
    ("rule", "level"), [(ENTRY, "company"), (NEW_SITE, "project")], ids=["of the employer", "of the site"]
)
def test_a_move_to_another_crew_does_not_pay_what_is_owed(rule, level):
    (found,) = due(moved(), rule=rule)
    assert (found.due_on, found.state, found.blocks) == (day(-9), State.OVERDUE, True)
    assert due(moved(), [Done(level, day(-8), 60, SITE, (FIRM,))], rule=rule)[0].state is State.DONE


def test_a_stay_that_never_took_place_is_no_stay():
    entered_by_mistake = stay(0, -1)
    assert [d.due_on for d in due([entered_by_mistake, stay(0)])] == [DAY]
    assert due([entered_by_mistake, stay(0, trade="架子工")], rule=NEW_POST) == []


def test_a_new_post_an_absence_and_an_accident_stay_owed_after_a_move():
    changed = [stay(-100, -10), *(replace(one, trade="架子工") for one in moved())]
    assert [d.due_on for d in due(changed, rule=NEW_POST)] == [day(-9)]
    assert due([*changed[:-1], stay(0, trade="木工")], rule=NEW_POST)[0].due_on == DAY
    back = [stay(-900, -800), *moved()]
    assert [d.due_on for d in due(back, rule=ABSENCE)] == [day(-9)]
    accident = Happening("accident", SITE, None, "触电", day(-5))
    assert [d.due_on for d in due(moved(), rule=ACCIDENT, happenings=[accident])] == [day(2)]
    gone_between = [stay(-9, -4), stay(0)]
    assert due(gone_between, rule=ACCIDENT, happenings=[accident]) == []


@pytest.mark.parametrize(
    ("earlier", "expected"),
    [
        ([], 0),
        ([stay(-100, -1)], -100),
        ([stay(-100, -1, firm=OTHER_FIRM)], 0),
        ([stay(-300, -200), stay(-199, -1, firm=OTHER_FIRM)], -300),
    ],
    ids=["never worked", "same employer", "another employer", "back at an earlier employer"],
)
def test_entry_is_the_first_stay_with_an_employer(earlier, expected):
    assert [found.due_on for found in due([*earlier, stay(0)], rule=ENTRY)] == [day(expected)]


def test_entry_training_of_the_same_employer_counts_from_any_of_its_sites():
    elsewhere = Done("company", day(-2), 60, project=OTHER_SITE, organisations=(FIRM,))
    assert due([stay(0)], [elsewhere], rule=ENTRY)[0].state is State.DONE
    assert due([stay(0)], [replace(elsewhere, organisations=(OTHER_FIRM,))], rule=ENTRY)[0].state is State.OPEN


@pytest.mark.parametrize(("trade", "expected"), [("木工", 0), ("架子工", 1), ("", 0)])
def test_another_trade_is_a_new_post(trade, expected):
    assert len(due([stay(-100, -1), stay(0, trade=trade)], rule=NEW_POST)) == expected


def test_training_for_another_trade_does_not_answer_a_new_post():
    stays = [stay(-100, -1), stay(0, trade="架子工")]
    assert due(stays, [Done("crew", DAY, 60, project=SITE, trade="木工")], rule=NEW_POST)[0].state is State.OPEN
    assert due(stays, [Done("crew", DAY, 60, project=SITE, trade="架子工")], rule=NEW_POST)[0].state is State.DONE


@pytest.mark.parametrize(("left", "expected"), [(-366, 1), (-365, 0), (-10, 0)])
def test_whole_days_away_are_counted(left, expected):
    assert len(due([stay(-800, left), stay(0)], rule=ABSENCE)) == expected


def test_nobody_is_absent_who_has_another_post():
    assert due([stay(-800, -400), stay(-900, None, project=OTHER_SITE), stay(0)], rule=ABSENCE) == []


def test_training_before_an_absence_does_not_answer_it():
    stays = [stay(-800, -400), stay(0)]
    assert due(stays, [Done("project", day(-401), 60, project=SITE)], rule=ABSENCE)[0].state is State.OPEN
    assert due(stays, [Done("project", day(-3), 60, project=SITE)], rule=ABSENCE)[0].state is State.DONE


@pytest.mark.parametrize(
    ("records", "due_on", "state"),
    [
        ([], datetime.date(2026, 11, 1), State.OPEN),
        ([Done("project", datetime.date(2026, 3, 31), 60, project=SITE)], datetime.date(2027, 3, 31), State.DONE),
        ([Done("yearly", datetime.date(2025, 12, 1), 60)], datetime.date(2026, 12, 1), State.DONE),
    ],
    ids=["never trained", "training of the site counts", "a year from the last time"],
)
def test_yearly_training_runs_from_the_last_time(records, due_on, state):
    (found,) = due([stay(-365)], records, rule=YEARLY)
    assert (found.due_on, found.state, found.blocks) == (due_on, state, False)


def test_yearly_minutes_are_those_of_the_last_twelve_months():
    records = [Done("yearly", day(-400), 600), Done("yearly", day(-20), 300)]
    (found,) = due([stay(-500)], records, rule=replace(YEARLY, minutes=360))
    assert (found.minutes_done, found.needs_minutes, found.state) == (300, 60, State.OVERDUE)
    assert found.due_on == requirements.add_months(day(-400), 12)


@pytest.mark.parametrize(
    ("level", "state"),
    [
        ("company", State.DONE), ("project", State.DONE), ("general", State.DONE), ("yearly", State.DONE),
        ("crew", State.OPEN), ("return", State.OPEN), ("accident", State.OPEN),
    ],
)  # fmt: skip
def test_the_law_asks_for_more_than_the_talk_of_a_crew_once_a_year(level, state):
    (found,) = due([stay(-300)], [Done(level, day(-5), 25, project=SITE)], rule=YEARLY)
    assert (found.state, found.due_on) == (state, requirements.add_months(day(-5 if state is State.DONE else -300), 12))


def test_a_few_minutes_do_not_put_off_the_next_year():
    rule = replace(YEARLY, minutes=60)
    records = [Done("yearly", day(-350), 60), Done("yearly", day(-3), 10)]
    (found,) = due([stay(-500)], records, rule=rule)
    assert (found.state, found.due_on) == (State.DONE, requirements.add_months(day(-350), 12))
    (later,) = due([stay(-500)], records, rule=rule, today=day(30))
    assert (later.state, later.needs_minutes) == (State.OVERDUE, 50)


def test_a_year_learnt_in_two_parts_holds_for_a_year_from_the_second():
    rule = replace(YEARLY, minutes=60)
    (found,) = due(
        [stay(-500)], [Done("yearly", day(-380), 30), Done("project", day(-30), 30, project=SITE)], rule=rule
    )
    assert (found.state, found.due_on) == (State.DONE, requirements.add_months(day(-30), 12))


def test_an_accident_concerns_those_who_were_there():
    accident = Happening("accident", SITE, None, "有人从架子上摔下", DAY)
    assert [d.due_on for d in due([stay(-50)], rule=ACCIDENT, happenings=[accident])] == [day(7)]
    assert due([stay(-50, project=OTHER_SITE)], rule=ACCIDENT, happenings=[accident]) == []
    assert due([stay(1)], rule=ACCIDENT, happenings=[accident], today=day(2)) == []
    assert due([stay(-50)], rule=ACCIDENT, happenings=[replace(accident, crew=CREW + 1)]) == []


def test_only_training_after_an_accident_answers_it():
    accident = Happening("accident", SITE, None, "触电", DAY)
    rule = replace(ACCIDENT, level="project")
    records = [Done("project", day(-1), 60, project=SITE)]
    assert due([stay(-50)], records, rule, [accident])[0].state is State.OPEN
    assert due([stay(-50)], [Done("project", day(1), 60, project=SITE)], rule, [accident])[0].state is State.DONE


@pytest.mark.parametrize(("age", "state"), [(0, State.DONE), (30, State.DONE), (31, State.OPEN)])
def test_learning_at_home_counts_while_it_is_fresh(age, state):
    assert due([stay(0)], [Done("project", day(-age), 60)])[0].state is state


def test_lessons_finished_for_an_earlier_site_need_not_be_finished_again():
    rule = replace(NEW_SITE, programme_level=8)
    learnt = Done("project", day(-90), 60, project=OTHER_SITE, programme_level=8)
    stays = [stay(-100, -1, project=OTHER_SITE), stay(0)]
    (owed,) = due(stays, [learnt], rule)
    assert (owed.state, owed.needs_lessons) == (State.OPEN, False)
    assert due(stays, [learnt, Done("project", DAY, 30, project=SITE)], rule)[0].state is State.DONE
    assert due(stays, [Done("project", DAY, 30, project=SITE)], rule)[0].needs_lessons


def test_each_thing_that_is_missing_is_named():
    rule = replace(NEW_SITE, minutes=90, paper=7, programme_level=8, on_site=True)
    (found,) = due([stay(0)], [Done("project", DAY, 60, project=SITE, paper=7, passed=False)], rule)
    missing = (found.needs_minutes, found.needs_exam, found.needs_lessons, found.needs_on_site)
    assert missing == (30, True, True, True)
    whole = [
        Done("project", DAY, 40, project=SITE, paper=7, passed=True),
        Done("project", DAY, 25, programme_level=8),
        Done("project", DAY, 25, project=SITE, face_to_face=True),
    ]
    assert due([stay(0)], whole, rule)[0].state is State.DONE


@pytest.mark.parametrize(
    "rule",
    [
        replace(NEW_SITE, organisation=OTHER_FIRM),
        replace(NEW_SITE, trades=frozenset({"电工"})),
        replace(NEW_SITE, roles=frozenset({"safety_manager"})),
        replace(NEW_SITE, regions=("北京",)),
        replace(NEW_SITE, valid_from=day(1)),
        replace(NEW_SITE, valid_to=day(-1)),
    ],
    ids=["another organisation", "trade", "role", "region", "not yet", "no longer"],
)
def test_rules_bind_only_those_they_are_made_for(rule):
    assert due([stay(0)], rule=rule) == []


def test_past_stays_owe_nothing():
    assert due([stay(-10, -1)]) == []


def test_several_rules_for_one_level_are_one_item_and_the_strictest_decides():
    own = replace(NEW_SITE, id=9, organisation=FIRM, minutes=120)
    found = requirements.dues([stay(0)], [Done("project", DAY, 60, project=SITE)], [], [NEW_SITE, own], today=DAY)
    (item,) = requirements.items(found)
    assert (item.state, item.minutes_asked, item.minutes_done, len(item.reasons)) == (State.OPEN, 120, 60, 2)


@pytest.mark.parametrize(
    ("start", "months", "expected"),
    [("2026-01-31", 1, "2026-02-28"), ("2024-02-29", 12, "2025-02-28"), ("2026-03-31", -1, "2026-02-28")],
)
def test_months_end_where_the_month_ends(start, months, expected):
    day = datetime.date.fromisoformat(start)
    assert requirements.add_months(day, months) == datetime.date.fromisoformat(expected)


@given(
    st.lists(st.tuples(st.integers(-900, 5), st.integers(0, 300), st.sampled_from([SITE, OTHER_SITE])), max_size=6),
    st.lists(st.tuples(st.integers(-900, 0), st.integers(0, 500)), max_size=5),
)
def test_more_training_never_leaves_more_to_do(spells, trained):
    stays = [stay(start, start + length, project=project) for start, length, project in spells] + [stay(-3)]
    rules = [replace(NEW_SITE, minutes=200), ENTRY, NEW_POST, ABSENCE]
    records = [Done("project", day(at), minutes, project=SITE) for at, minutes in trained]
    few = requirements.dues(stays, records, [], rules, today=DAY)
    more = requirements.dues(stays, [*records, Done("project", DAY, 300, project=SITE)], [], rules, today=DAY)
    assert sum(d.needs_minutes for d in more) <= sum(d.needs_minutes for d in few)
    assert {(d.rule.id, d.trigger.since) for d in few} == {(d.rule.id, d.trigger.since) for d in more}
