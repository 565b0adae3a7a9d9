"""The list, the board and the page of a case: who sees them, with how many queries, and what is kept of a look."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cases.models import Case, CaseMove, RunningClock
from cases.services.clocks import refresh
from cases.services.handling import link_cases
from cases.services.settlements import write_settlement
from cases.templatetags.case_words import case_doors
from knowledge.services.home import ensure_home
from portal import clock
from portal.models import Person

Enter = Callable[[Person], Client]


def start(case: Case, *, hours: float, **facts: Any) -> RunningClock:
    """The one clock of the case from now on."""
    now = clock.now()
    case.clocks.exclude(happening=None).delete()
    given = {"definition": "J01", "name": "申请工伤认定", "statutory": True, "verified": True, "who": "employer"}
    latest = now + datetime.timedelta(hours=hours)
    row = RunningClock.objects.create(
        case=case,
        started_at=now - datetime.timedelta(days=1),
        latest=latest,
        started_by=f"J01:{hours}",
        **given | facts,
    )
    Case.objects.filter(pk=case.pk).update(next_due_at=latest)
    return row


@pytest.mark.parametrize("by", ["clock", "stage", "new"])
def test_the_list_takes_at_most_twelve_queries_however_long_it_is(
    by: str,
    open_one: Callable[..., Case],
    handler: Person,
    signed_in: Enter,
    django_assert_max_num_queries: Callable[[int], Any],
) -> None:
    for number in range(25):
        start(open_one(kind="DTH" if number % 2 else "DIS-WAG"), hours=number - 3)
    client = signed_in(handler)
    with django_assert_max_num_queries(12):
        page = client.get(f"/cases/?by={by}").content.decode()
    assert "已超期" in page
    assert "还剩" in page


def test_the_stage_stands_beside_the_kind_where_a_phone_shows_it(case: Case, handler: Person, signed_in: Enter) -> None:
    """The row of stages runs off the edge of a phone; the sixth would never be seen to be the current one."""
    Case.objects.filter(pk=case.pk).update(stage="D6")
    page = signed_in(handler).get(f"/cases/{case.number}/").content.decode()
    assert '<span class="tag">善后与履行</span>' in page.split("<h1>")[0]


def test_the_next_clock_comes_first(open_one: Callable[..., Case], handler: Person, signed_in: Enter) -> None:
    late, soon, none = open_one(), open_one(), open_one()
    none.clocks.all().delete()
    Case.objects.filter(pk=none.pk).update(next_due_at=None)
    start(late, hours=90)
    start(soon, hours=2)
    page = signed_in(handler).get("/cases/").content.decode()
    assert page.index(soon.number) < page.index(late.number) < page.index(none.number)


def test_a_limit_without_a_day_is_told_in_the_list_too(
    open_one: Callable[..., Case], handler: Person, signed_in: Enter
) -> None:
    """Somebody has to act at once, whatever the calendar says (W18: 条例第二十九条第三款)."""
    case = open_one(people_count=12)
    case.clocks.exclude(definition="W18").delete()
    Case.objects.filter(pk=case.pk).update(next_due_at=None)
    page = signed_in(handler).get("/cases/").content.decode()
    assert "马上办" in page
    assert "没有在走的期限" not in page


def test_an_outsider_gets_404_and_it_is_kept(
    case: Case, outsider: Person, signed_in: Enter, caplog: pytest.LogCaptureFixture
) -> None:
    for address in (f"/cases/{case.number}/", f"/cases/{case.number}/trail/"):
        assert signed_in(outsider).get(address).status_code == 404
    denied = CaseMove.objects.filter(case=case, verb="denied")
    assert [row.by for row in denied] == [outsider, outsider]
    assert case.number not in signed_in(outsider).get("/cases/?state=all").content.decode()


def test_a_look_is_kept_and_shown_to_who_may_audit(
    case: Case, handler: Person, platform: Any, make_person: Any, post: Any, signed_in: Enter
) -> None:
    signed_in(handler).get(f"/cases/{case.number}/")
    assert CaseMove.objects.filter(case=case, verb="view", by=handler).count() == 1
    assert signed_in(handler).get(f"/cases/{case.number}/trail/").status_code == 404
    keeper = make_person("管理员")
    post(keeper, "administrator", organisation=platform)
    assert "查看" in signed_in(keeper).get(f"/cases/{case.number}/trail/").content.decode()


def test_a_search_leaves_a_row_without_its_words(case: Case, handler: Person, signed_in: Enter) -> None:
    assert case.number in signed_in(handler).get("/cases/?q=工资").content.decode()
    row = CaseMove.objects.get(chain="search")
    assert (row.by, row.data) == (handler, {"found": 1, "asked": ["q"]})


def test_the_case_page_stays_within_its_queries_however_large_the_case(
    fall: Case, handler: Person, signed_in: Enter, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    """Seventeen, and the two of a savepoint, which only tests have around the row of the trail."""
    for number in range(60):
        start(fall, hours=number + 1)
    now = clock.now()
    for number in range(40):
        fall.parties.create(role="witness", name=f"证人{number}")
    for number in range(300):
        at = now - datetime.timedelta(hours=number)
        fall.happenings.create(event="talked", at=at, by=handler, noted_at=at, note=f"第 {number} 次")
    client = signed_in(handler)
    client.get("/cases/")
    with django_assert_max_num_queries(19):
        page = client.get(f"/cases/{fall.number}/").content.decode()
    assert page.count('class="clock') == 60
    assert ("第 3 次" in page, "第 200 次" in page, "还有 28 个" in page) == (True, False, True)
    assert "第 200 次" in client.get(f"/cases/{fall.number}/?line=all").content.decode()


def asked(client: Client, address: str) -> int:
    """How many queries a page takes, those of savepoints aside: only tests have them, around the row of the trail."""
    client.get(address)
    with CaptureQueriesContext(connection) as context:
        assert client.get(address).status_code == 200
    return sum("SAVEPOINT" not in one["sql"] for one in context)


def test_every_page_of_a_case_with_everything_in_it_stays_within_its_queries(
    planted: Any, handler: Person, open_one: Callable[..., Case], signed_in: Enter
) -> None:
    """With a signed settlement, a case that is tied to it, papers and evidence; closed as well."""
    client, other = signed_in(handler), open_one()
    for number in Case.objects.filter(handler=handler).exclude(pk=other.pk).values_list("number", flat=True):
        found = Case.objects.get(number=number)
        link_cases(case=found, other=other, kind="related", by=handler, now=clock.now())
        assert asked(client, f"/cases/{number}/") <= 17
        assert asked(client, f"/cases/{number}/documents/") <= 12
        assert asked(client, f"/cases/{number}/records/") <= 19
        assert asked(client, f"/cases/{number}/evidence/") <= 12
        Case.objects.filter(pk=found.pk).update(state="closed")
        assert asked(client, f"/cases/{number}/") <= 17


def test_the_records_of_a_case_cost_no_more_with_more_versions_instalments_and_claims(
    fall: Case, colleague: Person, handler: Person, signed_in: Enter
) -> None:
    client, address = signed_in(handler), f"/cases/{fall.number}/records/"
    given: dict[str, Any] = {"case": fall, "by": colleague, "text": "分期付清", "basis": "self", "now": clock.now()}

    def write(parts: int) -> None:
        days = [(clock.today() + datetime.timedelta(days=number + 1), Decimal(1)) for number in range(parts)]
        write_settlement(**given, amount=Decimal(parts), instalments=days)

    write(1)
    few = asked(client, address)
    for parts in (4, 9):
        write(parts)
        fall.claims.create(track="COMMERCIAL", name=f"险 {parts}", opened_at=clock.now())
    assert asked(client, address) == few


@pytest.mark.parametrize("who", ["handler", "adviser"])
def test_whether_posted_to_the_project_or_to_the_platform_a_reader_costs_no_more(
    who: str, case: Case, request: pytest.FixtureRequest, signed_in: Enter, django_assert_max_num_queries: Any
) -> None:
    client = signed_in(request.getfixturevalue(who))
    client.get("/cases/")
    with django_assert_max_num_queries(19):
        assert client.get(f"/cases/{case.number}/").status_code == 200


@pytest.mark.parametrize("who", ["handler", "adviser", "colleague", "leader", "outsider"])
def test_roles_are_the_same_whether_reach_was_asked_with_the_case_or_after(
    who: str, case: Case, adviser: Person, outsider: Person, request: pytest.FixtureRequest
) -> None:
    person = request.getfixturevalue(who)
    for reader in (person, adviser, outsider):
        known = Case.objects.with_reach(reader).get(pk=case.pk)
        assert known.roles_of(person) == case.roles_of(person)


@pytest.mark.parametrize("query", ["", "?q=工资", "?by=new", "?by=new&q=工资"])
def test_turning_the_pages_shows_every_case_once(
    query: str, open_one: Callable[..., Case], handler: Person, signed_in: Enter
) -> None:
    made = {open_one().number for _ in range(23)}
    client = signed_in(handler)
    join = "&" if query else "?"
    shown = [client.get(f"/cases/{query}{join}page={page}").context["page"].object_list for page in (1, 2)]
    assert [len(rows) for rows in shown] == [20, 3]
    assert {case.number for rows in shown for case in rows} == made


def test_strangers_are_asked_to_sign_in(case: Case) -> None:
    for address in ("/cases/", f"/cases/{case.number}/", "/cases/report/"):
        assert Client().get(address)["Location"].startswith("/accounts/login/")


def test_a_clock_names_the_day_that_ends_who_acts_and_the_article(
    open_one: Callable[..., Case], handler: Person, signed_in: Enter
) -> None:
    now = datetime.datetime(2026, 9, 10, 10, 20, tzinfo=clock.SHANGHAI)
    case = open_one(kind="DTH", now=now, occurred_at=now, text="坠落", deaths=1)
    page = signed_in(handler).get(f"/cases/{case.number}/").content.decode()
    assert "10月10日 24:00" in page
    assert "10月11日" not in page
    assert "《工伤保险条例》第十七条第一款" in page
    assert f"/cases/{case.number}/evidence/" in page


def test_what_an_authority_owes_reads_as_theirs_on_every_page(fall: Case, handler: Person, signed_in: Enter) -> None:
    """工伤保险条例第二十条第一款 binds the authority: in the list it comes after ours, counts as none of ours, and
    says what may be done (行政复议法第二十三条第一款第三项)."""
    start(fall, hours=-50, definition="J05", name="作出认定决定", who="authority")
    refresh(fall)
    client = signed_in(handler)
    for page in ("/cases/", "/cases/?by=stage"):
        listed = client.get(page)
        assert listed.context["counts"]["over"] == 0
        told = listed.content.decode()
        assert "等主管部门，期限已过 2 天 2 小时：作出认定决定" in told
        assert "已超期 2" not in told
    page = client.get(f"/cases/{fall.number}/").content.decode()
    assert page.index("等对方、等机关") < page.index("等主管部门，期限已过 2 天 2 小时") < page.index("催一次")
    assert "《行政复议法》第二十三条第一款第三项" in page
    assert ("有结果了" in page, "办好了" in page) == (True, False)
    start(fall, hours=900)
    assert "申请工伤认定" in client.get("/cases/").content.decode()
    assert "作出认定决定" not in client.get("/cases/").content.decode()


def test_a_limit_of_theirs_that_passed_gives_nothing_to_do_before_it_has(
    fall: Case, handler: Person, signed_in: Enter
) -> None:
    start(fall, hours=50, definition="J05", name="作出认定决定", who="authority")
    page = signed_in(handler).get(f"/cases/{fall.number}/").content.decode()
    assert "等主管部门，还剩 2 天" in page
    assert "催一次" not in page


@pytest.mark.covers("N1")
def test_a_limit_whose_loss_cannot_be_repaired_stands_above_nearer_ones_and_is_never_folded(
    fall: Case, handler: Person, signed_in: Enter
) -> None:
    """工伤保险条例第十七条: thirty days of the employer, one year of the worker and the family."""
    near = fall.clocks.get(definition="I-02")
    for number in range(9):
        near.pk, near.name, near.started_by = None, f"近的第 {number} 个", f"I-02:{number}"
        near.save(force_insert=True)
    page = signed_in(handler).get(f"/cases/{fall.number}/").content.decode()
    section = page[page.index("<h2>期限</h2>") : page.index("<summary>还有 ")]
    first = section.index("近的第 0 个")
    for name, article in (
        ("申请工伤认定（单位三十日）", "《工伤保险条例》第十七条第一款"),
        ("自己申请工伤认定（一年）", "《工伤保险条例》第十七条第二款"),
    ):
        assert section.index("错过了补不回来") < section.index(name) < first
        assert section.index(name) < section.index(article, section.index(name)) < first
    assert "2027年" in section[: section.index("近的第 0 个")]


@pytest.fixture
def home(db: None) -> None:
    ensure_home()


@pytest.mark.parametrize(
    ("who", "doors"), [("handler", (True, True)), ("adviser", (False, True)), ("worker", (False, False))]
)
def test_the_first_page_leads_a_manager_to_the_cases_and_to_a_report(
    who: str, doors: tuple[bool, bool], handler: Person, adviser: Person, make_person: Any, home: None, signed_in: Enter
) -> None:
    """The adviser reads cases and reports from no site; a worker has neither."""
    person = {"handler": handler, "adviser": adviser}.get(who) or make_person("工人")
    page = signed_in(person).get("/").content.decode()
    assert ('href="/cases/report/"' in page, 'href="/cases/"' in page) == doors


def test_the_first_page_of_a_stranger_has_neither_and_asks_nothing_for_it(
    home: None, client: Client, django_assert_num_queries: Callable[[int], Any]
) -> None:
    assert "/cases/" not in client.get("/").content.decode()
    with django_assert_num_queries(0):
        assert case_doors(AnonymousUser()) == {"cases": False, "report": False}
