"""The front page of the admin: what waits for whom, counted as the lists behind the links count it."""

from __future__ import annotations

import pytest
from django.conf import settings

from portal import clock
from portal.services.groups import ensure_groups
from tests.training.factories import make_paper, make_question
from training.admin.home import tasks_of
from training.models import Paper, Track

pytestmark = pytest.mark.django_db
HOME = "/admin/"


@pytest.fixture
def of_group(make_person):
    groups = ensure_groups(settings.GROUP_PERMISSIONS)

    def make(group):
        person = make_person(f"{group}员", username=f"home-{group}")
        person.groups.add(groups[group])
        return person

    return make


@pytest.fixture
def work(other_company):
    """Two questions to review, one of them to look at again; one draft that is ours to publish."""
    now = clock.now()
    Track.objects.create(code="zh", name="普通话")
    make_question("wait.1")
    make_question("wait.2", recheck="依据变了")
    make_question("gone.1", recheck="依据变了", retired_at=now)
    make_question("done.1", state="reviewed")
    draft = {"quotas": [{"count": 1}], "terms": {}}
    Paper.objects.create(code="draft", title="有草稿", draft=draft)
    Paper.objects.create(code="old", title="停用的", draft=draft, retired_at=now)
    Paper.objects.create(code="theirs", title="别家的", draft=draft, organisation=other_company)
    make_paper([{"count": 1}], code="clean")


def test_a_reviewer_sees_what_waits_and_the_lists_agree(of_group, signed_in, work):
    reviewer = of_group("审核")
    client = signed_in(reviewer)
    found = {words: (count, url) for count, words, url in tasks_of(reviewer)}
    waiting, again, drafts = (found[words] for words in list(found)[:3])
    assert (waiting[0], again[0], drafts[0]) == (2, 1, 1)
    for count, url in (waiting, again):
        assert len(client.get(url).context["object_list"]) == count
    html = client.get(HOME).content.decode()
    assert "待你做的事" in html
    for count, url in (waiting, again, drafts):
        assert f'<a href="{url}"><b>{count}</b>' in html


def test_everyone_sees_only_what_is_theirs(of_group, signed_in, make_person, work):
    editor = of_group("编辑")
    html = signed_in(editor).get(HOME).content.decode()
    assert "等专家复核" not in html
    assert "没发布的草稿" not in html
    assert [(count, words) for count, words, _ in tasks_of(editor)] == [(3, "道题和课还没有录音")]
    only = make_person("看的人", username="looks")
    only.groups.add(ensure_groups({"看看": ["wagtailadmin.access_admin"]})["看看"])
    page = signed_in(only).get(HOME)
    assert page.status_code == 200
    assert "待你做的事" not in page.content.decode()


def test_who_has_done_everything_is_told_so(of_group, signed_in):
    assert "都做完了" in signed_in(of_group("审核")).get(HOME).content.decode()


def test_counting_asks_few_queries(of_group, work, django_assert_max_num_queries):
    for number in range(20):
        make_question(f"many.{number}")
    chief = of_group("审核")
    chief.groups.add(ensure_groups(settings.GROUP_PERMISSIONS)["编辑"])
    with django_assert_max_num_queries(16):  # those of permissions and of the person's companies among them
        assert len(tasks_of(chief)) == 4
