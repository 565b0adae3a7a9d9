"""What a look at the page of one person costs: queries and bytes, however much there is."""

from __future__ import annotations

import datetime
import gzip
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases.models import Case, Instalment, Party, Settlement
from cases.services.own_pages import Made
from cases.services.promises import promise
from cases.services.records import keep_record
from knowledge.services.library import forget_library
from portal import clock
from portal.models import Person
from tests.knowledge.factories import make_regulation, make_version

from .own import address, opened

LAW = {"17": "一年内申请。"}


def test_a_look_takes_at_most_seventeen_queries_however_much_there_is(
    fall: Case, worker: Party, made: Made, handler: Person,
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:  # fmt: skip
    now = clock.now()
    for number in range(12):
        due = now + datetime.timedelta(days=number + 1)
        promise(case=fall, by=handler, what=f"答应 {number}", due_at=due, now=now)
        keep_record(
            case=fall, by=handler, kind="notice", at=now, values={"text": f"告知 {number}"}, now=now, party=worker
        )
    one = Settlement.objects.create(case=fall, version=1, text="条款", amount=90000, made_at=now, signed_on=now.date())
    for number in range(12):
        Instalment.objects.create(settlement=one, number=number + 1, due_on=timezone.localdate(), amount=7500)
    version = make_version(make_regulation("gongshang", "工伤保险条例"), datetime.date(2011, 1, 1), LAW)
    client = opened(made)
    with django_capture_on_commit_callbacks(execute=True):  # so that the library is kept, as in a web process
        client.get(address(made))
    with CaptureQueriesContext(connection) as asked:
        page = client.get(address(made))
    forget_library()
    assert sum(not one["sql"].startswith(("SAVEPOINT", "RELEASE")) for one in asked) <= 17, "begin and commit but here"
    assert f"{version.regulation.short_title} 第17条" in page.content.decode()
    assert len(gzip.compress(page.content)) < 20_000


def test_two_items_of_one_article_lead_to_one_place_that_stands_once(made: Made) -> None:
    forget_library()
    make_version(make_regulation("falv-yuanzhu", "法律援助法"), datetime.date(2022, 1, 1), {"31": "可以申请法律援助。"})
    page = opened(made).get(address(made)).content.decode()
    forget_library()
    rights = page[page.index("这里的人替谁办事") :]
    assert rights[: rights.index("</section>")].count("法律援助法 第31条") == 1
