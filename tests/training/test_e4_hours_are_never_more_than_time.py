"""Statement 4: credited hours never exceed wall time, the ceiling of a lesson, or one device; forged numbers credit
nothing and leave a line. Through the addresses that phones talk to."""

from __future__ import annotations

import datetime
import uuid

import pytest
from django.db.models import F, Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal import clock
from portal.shared_phone import account_key
from training.models import LessonPage, StudyBeat, StudySession
from training.rules import hours

pytestmark = pytest.mark.django_db


def pass_time(seconds: float) -> None:
    """Let everything that is kept have happened that much earlier."""
    gone = datetime.timedelta(seconds=seconds)
    StudySession.objects.update(opened_at=F("opened_at") - gone, last_beat_at=F("last_beat_at") - gone)
    StudyBeat.objects.update(at=F("at") - gone, since=F("since") - gone, until=F("until") - gone)


def beat(client, lesson, device="phone", visible=True, **more):
    facts = {"uuid": str(uuid.uuid4()), "device": device, "visible": visible} | more
    return client.post(f"/learn/lessons/{lesson.pk}/beat/", facts, content_type="application/json")


def report(client, lesson, since=-600, until=0, claimed=600, raw=None, **more):
    """`since` and `until` in seconds from now, on a phone whose clock goes an hour fast."""
    now = clock.now().timestamp() * 1000 + 3_600_000
    facts = {
        "uuid": str(uuid.uuid4()), "device": "phone", "claimed": claimed,
        "since": now + since * 1000, "until": now + until * 1000, "sent": now,
    } | more | (raw or {})  # fmt: skip
    return client.post(f"/learn/lessons/{lesson.pk}/report/", facts, content_type="application/json")


def credited(**which) -> int:
    return StudySession.objects.filter(**which).aggregate(sum=Sum("credited"))["sum"] or 0


@pytest.fixture
def learner(signed_in, make_person):
    long_ago = clock.now() - datetime.timedelta(days=90)
    return signed_in(make_person("学员", date_joined=long_ago))


def test_looking_for_ten_minutes_counts_ten_and_says_so(learner, lessons):
    beat(learner, lessons["height"])
    for _ in range(24):
        pass_time(25)
        facts = beat(learner, lessons["height"]).json()
    assert (facts["minutes"], facts["most"], facts["words"]) == (10, 15, "")
    assert (
        "这一课计了 <b data-minutes>10</b> 分钟，最多 15 分钟"
        in learner.get(lessons["height"].get_url()).content.decode()
    )


def test_the_worker_can_read_the_formula(learner, lessons):
    page = learner.get(lessons["height"].get_url()).content.decode()
    for words in ("每 25 秒", "锁屏、切走", "几台手机同时学，只计一台", "10 × 1.5，", "就是 15 分钟", "一秒也不计"):
        assert words in page


def test_a_lesson_never_brings_more_than_its_ceiling(learner, lessons):
    beat(learner, lessons["height"])
    for _ in range(60):
        pass_time(25)
        facts = beat(learner, lessons["height"]).json()
    assert credited() == hours.ceiling(10) == 900
    assert "计满了" in facts["words"]


FORGED = [
    {"claimed": 1e9},
    {"claimed": 10**9},
    {"claimed": -5},
    {"claimed": True},
    {"claimed": "600"},
    {"claimed": 600, "since": -60},
    {"since": -(10**8), "claimed": 10**8},
    {"until": 86400, "claimed": 600},
    {"raw": {"since": None}},
    {"raw": {"until": "soon"}},
    {"raw": {"sent": None}},
]


@pytest.mark.parametrize("lie", FORGED, ids=str)
def test_forged_numbers_credit_nothing_and_leave_a_line(learner, lessons, lie):
    answer = report(learner, lessons["height"], **lie)
    assert answer.status_code == 200
    assert answer.json()["seconds"] == 0
    assert "对不上" in answer.json()["words"]
    line = StudyBeat.objects.get()
    assert (line.credited, line.reason) == (0, "forged")
    assert line.claimed in (lie.get("claimed"), 600, 0)
    assert credited() == 0


def test_a_beat_that_claims_seconds_is_a_beat(learner, lessons):
    beat(learner, lessons["height"], seconds=10**9, credited=10**9, at=0)
    pass_time(25)
    assert beat(learner, lessons["height"], claimed=10**9).json()["seconds"] == 25


def test_an_offline_report_is_credited_once_and_flagged(learner, lessons):
    number = str(uuid.uuid4())
    answers = [report(learner, lessons["height"], uuid=number).json() for _ in range(5)]
    assert {facts["minutes"] for facts in answers} == {10}
    assert credited(offline=True) == credited() == 600
    again = report(learner, lessons["height"], -500, -100, 400).json()
    assert (again["seconds"], "已经计过" in again["words"]) == (0, True)


def test_two_phones_at_once_count_as_one(learner, lessons):
    for device in ("one", "two"):
        beat(learner, lessons["height"], device)
    for _ in range(20):
        pass_time(12.5)
        beat(learner, lessons["height"], "one")
        pass_time(12.5)
        beat(learner, lessons["power"], "two")
    assert credited() <= 20 * 25


@pytest.mark.parametrize("body", ["", "[]", "null", "{}", '{"uuid": 7}', '{"uuid": null}', "\x00"])
def test_what_cannot_be_read_is_refused(learner, lessons, body):
    for word in ("beat", "report"):
        answer = learner.post(f"/learn/lessons/{lessons['height'].pk}/{word}/", body, content_type="application/json")
        assert answer.status_code == 400
        assert "看不懂" in answer.json()["message"]
    assert not StudySession.objects.exists()


def test_only_the_owner_brings_time(client, learner, make_person, lessons):
    other = account_key(make_person())
    assert beat(client, lessons["height"]).status_code == 401
    assert beat(learner, lessons["height"], account=other).status_code == 409
    assert report(learner, lessons["height"], account=other).status_code == 409
    assert not StudyBeat.objects.exists()


STEP = st.one_of(
    st.tuples(st.just("wait"), st.integers(1, 90)),
    st.tuples(st.just("beat"), st.sampled_from(["one", "two"]), st.sampled_from(["height", "power"]), st.booleans()),
    st.tuples(
        st.just("report"), st.integers(-900, 30), st.integers(1, 900),
        st.one_of(st.integers(-10, 1200), st.sampled_from([10**9, 2**70])), st.sampled_from(["height", "power"]),
    ),
)  # fmt: skip


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEP, min_size=3, max_size=14))
def test_whatever_phones_send_no_second_counts_twice(learner, lessons, steps):
    StudySession.objects.all().delete()
    begun = clock.now()
    earliest, passed = 0.0, 0.0
    for kind, *facts in steps:
        if kind == "wait":
            pass_time(facts[0])
            passed += facts[0]
        elif kind == "beat":
            device, slug, visible = facts
            assert beat(learner, lessons[slug], device, visible).status_code == 200
        else:
            since, length, claimed, slug = facts
            answer = report(learner, lessons[slug], since, since + length, claimed)
            assert answer.status_code == 200
            assert answer.json()["seconds"] <= max(0, min(length, claimed))
            earliest = min(earliest, passed + since)
    wall = passed - earliest + (clock.now() - begun).total_seconds()
    assert credited() <= wall
    for lesson in LessonPage.objects.all():
        assert credited(lesson=lesson) <= hours.ceiling(lesson.minutes)
    spans = sorted(StudyBeat.objects.filter(since__isnull=False).values_list("since", "until", "credited"))
    assert sum(seconds for *_, seconds in spans) == credited()
    assert credited() <= sum(end.timestamp() - start.timestamp() for start, end in _merged(spans))


def _merged(spans):
    """The time that at least one span covers."""
    found: list[list[datetime.datetime]] = []
    for start, end, _ in spans:
        if found and start <= found[-1][1]:
            found[-1][1] = max(found[-1][1], end)
        else:
            found.append([start, end])
    return found
