"""Papers: making one, publishing its blueprint, taking it away."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max

from portal.clock import SHANGHAI
from portal.models import Crew, Organisation, Person
from portal.services.refusal import Refused

from ..models import LevelPage, Paper, PaperVersion
from ..rules import drawing
from ..rules.blueprint import Quota, read_quotas
from ..rules.drawing import Candidate
from .drawing import candidates, sentences


@dataclass(frozen=True)
class Terms:
    """The rules of a paper beside its blueprint; see PaperVersion."""

    minutes: int = 45
    grace_minutes: int = 30
    pass_mark: int = 80
    partial: bool = False
    max_attempts: int = 0
    cooldown_minutes: int = 0
    supervised: bool = False
    allow_unreviewed: bool = False

    @classmethod
    def of(cls, version: PaperVersion) -> Terms:
        return cls(**{name: getattr(version, name) for name in cls.__dataclass_fields__})


@transaction.atomic
def add_paper(
    *, code: str, title: str, level: str, programme_level: LevelPage | None, organisation: Organisation | None
) -> Paper:
    """A paper without a blueprint: nothing is drawn by it until one is published."""
    if Paper.objects.filter(code=code).exists():
        raise Refused(f"代号 {code} 已经用过", "code")
    return Paper.objects.create(
        code=code, title=title, level=level, programme_level=programme_level, organisation=organisation
    )


@transaction.atomic
def describe_paper(*, paper: Paper, title: str, level: str, programme_level: LevelPage | None) -> Paper:
    """Name it anew or tie it to another course. Code and organisation stay, attempts hang on them."""
    row = Paper.objects.select_for_update().get(pk=paper.pk)
    row.title, row.level, row.programme_level = title, level, programme_level
    row.save(update_fields=["title", "level", "programme_level"])
    return row


@transaction.atomic
def publish_paper(
    *,
    paper: Paper,
    quotas: list[dict[str, Any]],
    terms: Terms,
    by: Person | None,
    now: datetime.datetime,
) -> PaperVersion:
    """Make a blueprint what is drawn from now on; attempts that run keep theirs. The same again makes no new version.

    Refused when the blueprint is not well formed, or the bank too thin for it, naming what is missing in each row.
    """
    paper = Paper.objects.select_for_update().get(pk=paper.pk)
    asked = _checked(quotas, terms)
    missing = shortfall(quotas=asked, allow_unreviewed=terms.allow_unreviewed, today=now.astimezone(SHANGHAI).date())
    if missing:
        raise Refused("题库不够，还不能发布。" + "；".join(missing), "quotas")
    stored = [quota.stored() for quota in asked]
    if paper.draft is not None:
        paper.draft = None
        paper.save(update_fields=["draft"])
    current = paper.current
    if current and current.quotas == stored and Terms.of(current) == terms:
        return current
    last = paper.versions.aggregate(last=Max("number"))["last"] or 0
    version = PaperVersion.objects.create(
        paper=paper, number=last + 1, quotas=stored, published_at=now, published_by=by, **vars(terms)
    )
    paper.current = version
    paper.save(update_fields=["current"])
    return version


@transaction.atomic
def draft_paper(*, paper: Paper, quotas: list[dict[str, Any]], terms: Terms) -> Paper:
    """Keep a blueprint for later; nothing is drawn by it. It must be well formed, the bank need not fill it."""
    asked = _checked(quotas, terms)
    row = Paper.objects.select_for_update().get(pk=paper.pk)
    row.draft = {"quotas": [quota.stored() for quota in asked], "terms": vars(terms)}
    row.save(update_fields=["draft"])
    return row


def _checked(quotas: list[dict[str, Any]], terms: Terms) -> list[Quota]:
    asked, wrong = read_quotas(quotas)
    if wrong:
        raise Refused("；".join(wrong), "quotas")
    if not 1 <= terms.minutes <= 240:
        raise Refused("时长要在 1 到 240 分钟之间", "minutes")
    if not 1 <= terms.pass_mark <= 100:
        raise Refused("及格分要在 1 到 100 之间", "pass_mark")
    if terms.grace_minutes > 1440:
        raise Refused("断网宽限最多 1440 分钟（一天）", "grace_minutes")
    return asked


def shortfall(*, quotas: list[Quota], allow_unreviewed: bool, today: datetime.date) -> list[str]:
    """What the bank lacks, a sentence for each; empty when anyone can get a paper.

    Asked for someone without a trade and, when a quota asks for 本工种, for each trade of a crew that the bank names:
    there it must have enough questions of that trade. A trade the bank does not know sits questions for everyone.
    """
    pool = candidates(allow_unreviewed=allow_unreviewed, today=today)
    missing = sentences(quotas, drawing.shortages(quotas, pool))
    if any(quota.own_trade for quota in quotas):
        for trade in trades_used(pool=pool):
            short = drawing.shortages(quotas, pool, frozenset({trade}), fill=False)
            missing += [f"{trade}：{said}" for said in sentences(quotas, short) if said not in missing]
    return missing


def trades_used(*, pool: list[Candidate]) -> list[str]:
    """Trades that some crew has and some question names."""
    known = frozenset().union(*(one.trades for one in pool))
    return sorted(known & set(Crew.objects.exclude(trade="").values_list("trade", flat=True)))


@transaction.atomic
def retire_paper(*, paper: Paper, now: datetime.datetime) -> Paper:
    """No longer offered. Attempts and results stay."""
    row = Paper.objects.select_for_update().get(pk=paper.pk)
    row.retired_at = row.retired_at or now
    row.save(update_fields=["retired_at"])
    return row


@transaction.atomic
def restore_paper(*, paper: Paper) -> Paper:
    """Offered again, as last published."""
    row = Paper.objects.select_for_update().get(pk=paper.pk)
    row.retired_at = None
    row.save(update_fields=["retired_at"])
    return row
