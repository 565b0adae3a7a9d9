"""What is taught by a precedent: draft questions and an unpublished case lesson, made once, looked at by an editor.

Of published precedents only: an internal one may be a settlement (法释〔2016〕19号第4条). When it is withdrawn, its
questions are not drawn any more until somebody has looked at them, and its lesson shows and names nothing of it.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.db import transaction

from cases.models import Precedent
from cases.rules import taxonomy
from cases.teaching import is_published, published_codes
from portal.models import Person
from portal.services.refusal import Refused

from ..models import KnowledgePoint, LessonPage, LevelPage, Question
from ..rules.from_precedent import Told, mark_of, wordings
from .bank import Sorting, add_question
from .reviews import mark_recheck

MAY_ADD = "training.add_question"
ASKED = ("cause", "article.1")
"""What a lesson asks on the spot, the first of these that no exam may draw yet: practice tells the answer."""
_WAITING = Question.State.WAITING
WITHDRAWN = "案例已撤回"
"""With these words a question waits whose precedent the public may read no more."""


@dataclass(frozen=True)
class Material:
    questions: list[Question]
    lesson: LessonPage | None


@transaction.atomic
def teach_precedent(
    *, precedent: Precedent, point: KnowledgePoint, by: Person, now: datetime.datetime, level: LevelPage | None = None
) -> Material:
    """Draft questions, and under `level` a draft lesson. What was made before is found again, not made twice."""
    if not by.has_perm(MAY_ADD):
        raise Refused("你没有出题的权限")
    if level is not None and not level.permissions_for_user(by).can_add_subpage():
        raise Refused("你不能在这一级写课", "level")
    row = Precedent.objects.select_for_update().get(pk=precedent.pk)
    if not is_published(row.code):
        raise Refused("只有已发布的案例能拿来出题", "precedent")
    asked = wordings(told_of(row))
    if not asked:
        raise Refused("这个案例没有确认过的条文，先在案例工作台对上条文", "precedent")
    known = {one.code: one for one in Question.objects.filter(code__in=asked)}
    sorting = Sorting(point=point, case=row.code)
    made = [
        known.get(code) or add_question(code=code, wording=wording, sorting=sorting, by=by, now=now)
        for code, wording in asked.items()
    ]
    return Material(made, _lesson(row, point, level, made, by) if level is not None else None)


def told_of(precedent: Precedent) -> Told:
    """Its structured facts alone: no sentence of it."""
    paid = [row for row in precedent.amounts if row.get("payer") in taxonomy.payers()]
    most = max(paid, key=lambda row: float(row["yuan"]), default=None)
    causes = taxonomy.choices("cause")
    return Told(
        code=precedent.code,
        kind=precedent.kind_name,
        month=f"{day.year}年{day.month}月" if (day := precedent.happened_on or precedent.decided_on) else "",
        cites=[(str(one["article"]), str(one["kind"])) for one in precedent.cites],
        outcome=precedent.outcome_code,
        outcomes=taxonomy.outcomes(),
        payer=str(most["payer"]) if most else "",
        payers=taxonomy.payers(),
        causes=[code for code in precedent.facets.get("cause", []) if code in causes],
        all_causes=causes,
    )


def _lesson(
    row: Precedent, point: KnowledgePoint, level: LevelPage, questions: list[Question], by: Person
) -> LessonPage:
    """Never live: it holds the code of the precedent, the articles, a check, and lines of our own."""
    code = mark_of(row.code)
    if (known := LessonPage.objects.filter(code=code).first()) is not None:
        return known
    page = LessonPage(
        title=f"案例课：{row.kind_name}",
        slug=code,
        code=code,
        live=False,
        owner=by,
        summary="看一件真实的案子：哪里出了错，依据哪一条，下次怎么办。",
        body=[
            ("text", {"heading": "先想一想", "body": "<p>读下面的案子。哪一步做错了？应当找谁、什么时候以前办？</p>"}),
            ("case", {"precedent": row.code, "title": "", "what": "", "why": "", "lesson": ""}),
            ("articles", {"citations": [str(one["article"]) for one in row.cites]}),
            *(("check", {"question": one.code}) for one in _asked(code, questions)),
        ],
    )
    level.add_child(instance=page)
    page.points.add(point)
    page.save_revision(user=by)
    return page


def _asked(mark: str, questions: list[Question]) -> list[Question]:
    """One of the questions for practice; none when an expert has let all of them into exams already."""
    named = {one.code: one for one in questions}
    drafts = [
        one for name in ASKED if (one := named.get(f"{mark}.{name}")) and (one.in_practice or one.state == _WAITING)
    ]
    for one in drafts[:1]:
        one.in_practice = True
        one.save(update_fields=["in_practice"])
    return drafts[:1]


@transaction.atomic
def hold_withdrawn() -> list[Question]:
    """Questions made of precedents that the public may read no more wait for a second look; each is held once."""
    rows = Question.objects.usable().filter(code__startswith="case-").exclude(case="")
    gone = rows.exclude(case__in=published_codes())
    return [mark_recheck(question=row, reason=f"{WITHDRAWN}：看看还能不能考，不能就停用") for row in gone]
