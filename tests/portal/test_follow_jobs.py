"""/jobs/…: how far it is, with and without JavaScript, for whoever started it."""

from __future__ import annotations

import pytest

from portal import clock
from portal.models import Job
from portal.services.attachments import keep_file
from tests.portal import files

pytestmark = pytest.mark.django_db
REFRESH = '<noscript><meta http-equiv="refresh" content="5"></noscript>'


@pytest.fixture
def job(handler):
    facts = {"done": 3, "total": 10, "note": "正在生成第 4 份", "state": "running", "title": "三级教育卡"}
    return Job.objects.create(kind="x", by=handler, **facts)


def page_of(client, job):
    return client.get(f"/jobs/{job.pk}/").content.decode()


def test_its_progress_is_shown_and_comes_again(signed_in, handler, job):
    page = page_of(signed_in(handler), job)
    assert '<progress aria-label="做了多少" value="3" max="10">' in page
    assert "3 / 10" in page
    assert "正在生成第 4 份" in page
    assert REFRESH in page


def test_an_unknown_length_is_shown_as_such(signed_in, handler, job):
    Job.objects.update(state="queued", total=0, done=0, note="")
    page = page_of(signed_in(handler), job)
    assert '<progress aria-label="做了多少"></progress>' in page
    assert "排队中" in page


def test_what_is_over_stands_still(signed_in, handler, job):
    Job.objects.update(state="failed", error="这张表里没有工人。")
    page = page_of(signed_in(handler), job)
    assert "这张表里没有工人" in page
    assert REFRESH not in page
    assert "jobs.js" not in page
    assert "<progress" not in page


def test_a_result_is_offered(signed_in, handler, job):
    facts = {"name": "教育卡.pdf", "allowed": {"application/pdf"}, "limit": 1000, "now": clock.now()}
    made = keep_file(by=None, file=files.PDF, owner=job, **facts)
    Job.objects.update(state="done", result=made)
    client = signed_in(handler)
    assert f'href="/files/{made.key}/"' in page_of(client, job)
    assert b"".join(client.get(f"/files/{made.key}/")) == files.PDF


def test_a_script_asks_for_the_figures(signed_in, handler, job):
    body = signed_in(handler).get(f"/jobs/{job.pk}/progress/").json()
    facts = {"state": "running", "words": "进行中", "open": True}
    assert body == {"done": 3, "total": 10, "note": "正在生成第 4 份"} | facts


@pytest.mark.parametrize("what", ["", "progress/"])
def test_it_is_for_its_starter_and_administrators(client, signed_in, colleague, outsider, make_person, job, what):
    path = f"/jobs/{job.pk}/{what}"
    assert signed_in(make_person("管理", is_superuser=True)).get(path).status_code == 200
    for person in (colleague, outsider):
        assert signed_in(person).get(path).status_code == 404
    assert client.get(path).url.startswith("/accounts/login/")


def test_it_can_be_stopped_by_its_starter(signed_in, handler, colleague, job):
    path = f"/jobs/{job.pk}/cancel/"
    assert signed_in(colleague).post(path).status_code == 404
    assert signed_in(handler).get(path).status_code == 405
    assert signed_in(handler).post(path).url == f"/jobs/{job.pk}/"
    job.refresh_from_db()
    assert job.state == "cancelled"
    assert "已经结束" in signed_in(handler).post(path, follow=True).content.decode()


def test_looking_costs_three_queries(signed_in, handler, job, django_assert_num_queries):
    client = signed_in(handler)
    with django_assert_num_queries(3):  # session, person; job
        page_of(client, job)
