"""Publishing a page about law while few pages stand, and while 5,000 do: it is to take no longer than a second.

A second person approves, and everything that follows is in the time: the citation check, the workflow, the links to
articles, the outbox, the reference index of Wagtail. The form's own request is not.
"""

from __future__ import annotations

import datetime
import time
import uuid
from typing import Any

from bench import Figure
from bench.database import with_database

FEW, MANY = 50, 5_000
ROUNDS = 9
DAY = datetime.date(2026, 6, 1)
WORDS = ("for_whom", "what_changed", "what_to_do", "significance")
CHANGED = "劳动法第八十二条说一年里要申请仲裁。劳动合同法第三十八条说欠薪可以解除合同，第四十六条说要给补偿。"


def main() -> list[Figure]:
    return with_database(measure, "load_catalogue --verbosity 0")


def measure() -> list[Figure]:
    from django.conf import settings

    from knowledge.services.home import ensure_home
    from portal.services.groups import ensure_groups

    ensure_groups(settings.GROUP_PERMISSIONS)
    ensure_home()
    writer, second = person("writer", "编辑"), person("second", "审核")
    found = []
    for stand in (FEW, MANY):
        fill(stand, writer)
        taken = sorted(approve(second, writer) for _ in range(ROUNDS))
        found += [
            Figure(f"发布一页，已有 {stand} 页，一半在", taken[ROUNDS // 2] * 1000, "毫秒"),
            Figure(f"发布一页，已有 {stand} 页，最慢", taken[-1] * 1000, "毫秒", limit=1000),
        ]
    return found


def person(name: str, group: str) -> Any:
    from django.contrib.auth.models import Group

    from portal.models import Person

    made = Person.objects.create_user(name, password=None, name=name)
    made.groups.add(Group.objects.get(name=group))
    return made


def fill(stand: int, writer: Any) -> None:
    """Published pages with their revisions and citations, until so many stand: copies of one that came out properly."""
    from django.contrib.contenttypes.models import ContentType
    from wagtail.models import Page, Revision

    from knowledge.models import Citation, PolicyUpdate, UpdatesPage
    from knowledge.services.publishing import settle

    first = PolicyUpdate.objects.first() or added(0, writer)
    if not first.live:
        first.save_revision(user=writer)
        PolicyUpdate.objects.filter(pk=first.pk).update(live=True, has_unpublished_changes=False)
        first.refresh_from_db()
        settle(page=first)
    index, kind = UpdatesPage.objects.get(), ContentType.objects.get_for_model(PolicyUpdate)
    revision, said = first.get_latest_revision(), list(Citation.objects.filter(content_type=kind, object_id=first.pk))
    numbers = range(index.numchild + 1, index.numchild + 1 + stand - PolicyUpdate.objects.count())
    pages = Page.objects.bulk_create(page_beside(first, index, number) for number in numbers)
    for page in pages:
        copy = PolicyUpdate(page_ptr=page, **{name: getattr(first, name) for name in (*WORDS, "effective_on")})
        copy.save_base(raw=True)
    Page.objects.filter(pk=index.pk).update(numchild=index.numchild + len(pages))
    Revision.objects.bulk_create(copied(revision, object_id=str(page.pk)) for page in pages)
    Citation.objects.bulk_create(copied(one, object_id=page.pk) for page in pages for one in said)


def page_beside(first: Any, index: Any, number: int) -> Any:
    from wagtail.models import Page

    path = Page._get_path(index.path, index.depth + 1, number)
    own = {"title": f"第 {number} 条消息", "slug": f"news-{number}", "url_path": f"{index.url_path}news-{number}/"}
    return copied(first.page_ptr, path=path, translation_key=uuid.uuid4(), draft_title=own["title"], **own)


def copied(row: Any, **change: Any) -> Any:
    """Unsaved."""
    names = [field.attname for field in row._meta.concrete_fields if not field.primary_key]
    return type(row)(**{name: getattr(row, name) for name in names} | change)


def added(number: int, writer: Any) -> Any:
    from knowledge.models import PolicyUpdate, UpdatesPage

    page = PolicyUpdate(
        title=f"第 {number} 条消息", slug=f"news-{number}", for_whom="工友", effective_on=DAY, what_changed=CHANGED,
        what_to_do="先留证据\n再去投诉", owner=writer, live=False,
    )  # fmt: skip
    UpdatesPage.objects.get().add_child(instance=page)
    return page


def approve(second: Any, writer: Any) -> float:
    """Seconds a second person's approval takes, with all that follows from it."""
    from knowledge.models import PolicyUpdate

    page = added(PolicyUpdate.objects.count() + 1, writer)
    page.save_revision(user=writer)
    page.get_workflow().start(page, writer)
    state = PolicyUpdate.objects.get(pk=page.pk).current_workflow_task_state
    begin = time.perf_counter()
    state.task.specific.on_action(state, second, "approve")
    taken = time.perf_counter() - begin
    assert PolicyUpdate.objects.get(pk=page.pk).live
    return taken
