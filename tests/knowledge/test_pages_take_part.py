"""Updates, interpretations and answers: reviewed when law changes, told to who follows, stopped by dead citations."""

from __future__ import annotations

import datetime

import pytest
from django.conf import settings
from django.core.cache import cache

from knowledge.models import (
    AnsweredQuestion,
    DeadCitations,
    Follow,
    Interpretation,
    InterpretationsPage,
    MustRead,
    PolicyUpdate,
    ReviewTask,
)
from knowledge.services import follows, must_read, reviews
from knowledge.services.answered import publish_answered, submit_answered, write_answered
from knowledge.services.drafts import give_reason
from knowledge.services.home import ensure_home
from portal.models import GroupHook, Message
from portal.services.group_notices import keep_hook
from portal.services.groups import ensure_groups
from portal.services.refusal import Refused
from tests.knowledge.amended import NOW, WRITER, D, allow, old_version
from tests.knowledge.amended import approve as approve_law
from tests.knowledge.amended import submitted as submitted_law
from tests.knowledge.test_updates import approve, draft, is_out, member, submitted

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture(autouse=True)
def desk():
    cache.clear()
    ensure_groups(settings.GROUP_PERMISSIONS)
    ensure_home()


@pytest.fixture
def writer(make_person):
    return member(make_person("写的人"), "编辑")


@pytest.fixture
def second(make_person):
    return member(make_person("第二个人"), "审核")


@pytest.fixture
def law():
    return old_version()


@pytest.fixture
def first(law):
    return law.texts.get(number="1").article


def update(writer, second, first, **fields):
    fields = {"what_changed": "脚手架测试条例第一条说方案要签字。", "effective_on": D(2026, 6, 1), **fields}
    page = submitted(draft(writer, first, **fields), writer)
    approve(page, second)
    return PolicyUpdate.objects.get(pk=page.pk)


def interpretation(writer, second, text="脚手架测试条例第六条说竹架子一年验一次。"):
    page = Interpretation(title="竹架子", slug="bamboo", owner=writer, live=False, body=[("text", text)])
    InterpretationsPage.objects.get().add_child(instance=page)
    page.save_revision(user=writer)
    approve(submitted(Interpretation.objects.get(pk=page.pk), writer), second)
    return Interpretation.objects.get(pk=page.pk)


def answered(writer, second):
    row = write_answered(
        question="架子工的证几年复审？", answer="三年一次，看脚手架测试条例第七条。", cites="脚手架测试条例第一条",
        on=D(2026, 6, 1), topics=[], by=writer, now=NOW,
    )  # fmt: skip
    submit_answered(answered=row, by=writer, now=NOW)
    publish_answered(answered=row, by=second, now=NOW)
    return AnsweredQuestion.objects.get(pk=row.pk)


def amend(make_person, law):
    one = allow(make_person("录入员", username="law-writer"), *WRITER)
    two = allow(make_person("批准员", username="law-second"), *WRITER, "approve_newversion")
    approve_law(submitted_law(law, one), two)
    return two


def test_a_change_of_law_reaches_all_three_and_the_pages_say_so(client, make_person, writer, second, law, first):
    things = [update(writer, second, first), interpretation(writer, second), answered(writer, second)]
    amend(make_person, law)
    found = {(task.content_type.model, task.object_id) for task in ReviewTask.objects.open()}
    assert {(thing._meta.model_name, thing.pk) for thing in things} <= found
    for thing in things:
        address = thing.get_absolute_url() if isinstance(thing, AnsweredQuestion) else thing.url
        assert "待复核" in client.get(address).content.decode()


def test_a_page_is_taken_down_from_the_board_by_whoever_may(client, make_person, writer, second, law, first):
    page = update(writer, second, first)
    two = amend(make_person, law)
    [task] = ReviewTask.objects.open().of(page)
    with pytest.raises(Refused, match="权限"):
        reviews.decide(task=task, verdict="withdrawn", reason="讲的是旧法", by=two, now=NOW)
    member(two, "审核")
    two = type(two).objects.get(pk=two.pk)
    reviews.decide(task=task, verdict="withdrawn", reason="讲的是旧法", by=two, now=NOW)
    assert not is_out(page)
    assert client.get(page.url).status_code == 404


@pytest.mark.parametrize(("significance", "told"), [("fix", 0), ("content", 1), ("must", 1)])
def test_who_follows_the_article_is_told_as_the_page_says(handler, writer, second, first, significance, told):
    follows.follow(person=handler, thing=first, every=Follow.Every.DAILY, now=NOW)
    update(writer, second, first, significance=significance)
    follows.discover(today=NOW.date())
    follows.match()
    follows.send_digests(now=NOW + 2 * DAY)
    assert Message.objects.filter(person=handler, kind="follow").count() == told
    if told:
        assert "政策更新：架子天天查" in Message.objects.get(person=handler, kind="follow").body


def test_interpretations_and_answers_are_news_too(handler, writer, second, law):
    follows.follow(person=handler, thing=law.regulation, every=Follow.Every.DAILY, now=NOW)
    interpretation(writer, second)
    answered(writer, second)
    follows.discover(today=NOW.date())
    follows.match()
    follows.send_digests(now=NOW + 2 * DAY)
    body = Message.objects.get(person=handler, kind="follow").body
    assert "法律解读：竹架子" in body
    assert "大家问过的：架子工的证几年复审？" in body


def test_a_must_read_is_told_to_everybody_once(make_person, writer, second, first, monkeypatch):
    monkeypatch.setattr(must_read, "TOGETHER", 2)
    people = [make_person(f"工友{n}") for n in range(5)]
    page = update(writer, second, first, significance="must")
    told = must_read.tell_everybody(now=NOW)
    assert told == len(people) + 2
    assert all(Message.objects.filter(person=one, kind="policy_update").count() == 1 for one in people)
    page.what_to_do = "上架前看。"
    page.save_revision(user=writer)
    approve(submitted(page, writer), second)
    assert must_read.tell_everybody(now=NOW) == 0
    assert MustRead.objects.get().done_at


def test_a_must_read_that_was_cut_off_goes_on_where_it_stopped(make_person, writer, second, first, monkeypatch):
    monkeypatch.setattr(must_read, "TOGETHER", 2)
    for n in range(5):
        make_person(f"工友{n}")
    update(writer, second, first, significance="must")
    tell = must_read.notify

    def dies(**facts):
        if Message.objects.filter(kind="policy_update").count() == 3:
            raise SystemExit
        return tell(**facts)

    monkeypatch.setattr(must_read, "notify", dies)
    with pytest.raises(SystemExit):
        must_read.tell_everybody(now=NOW)
    monkeypatch.setattr(must_read, "notify", tell)
    must_read.tell_everybody(now=NOW)
    assert Message.objects.filter(kind="policy_update").count() == 7


def test_a_sweep_tells_some_and_leaves_the_rest_to_the_next(make_person, writer, second, first, monkeypatch):
    """The two workers are not busy with it for as long as there are people."""
    monkeypatch.setattr(must_read, "TOGETHER", 2)
    monkeypatch.setattr(must_read, "IN_A_SWEEP", 2)
    for n in range(5):
        make_person(f"工友{n}")
    update(writer, second, first, significance="must")
    assert [must_read.tell_everybody(now=NOW) for _ in range(3)] == [4, 3, 0]


def test_groups_hear_of_an_update_once(client_company, writer, second, first):
    hook = GroupHook(organisation=client_company, name="安全群", service="wecom", kinds=["policy_update"])
    keep_hook(hook=hook, address="https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=k", secret="")
    page = update(writer, second, first)
    page.save_revision(user=writer)
    approve(submitted(page, writer), second)
    assert [row.title for row in hook.notices.all()] == ["政策更新：架子天天查"]


def test_an_invented_article_stops_the_page_until_somebody_says_why(writer, second, first):
    page = submitted(draft(writer, first, what_changed="看脚手架测试条例第九十九条。"), writer)
    with pytest.raises(DeadCitations):
        approve(page, second)
    assert not is_out(page)
    reason = "原通知就是这样写的，正文已经指出"
    give_reason(by=writer, obj=page.get_latest_revision_as_object(), reason=reason, today=NOW.date(), now=NOW)
    page = PolicyUpdate.objects.get(pk=page.pk)
    if page.current_workflow_task_state is None:
        page = submitted(page, writer)
    approve(page, second)
    assert is_out(page)
