"""Moving a case along the plan's path, with what is missing named or its absence explained."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.db import transaction

from portal.services.refusal import Refused

from ..models import Case, StageChange
from ..rules import stages as rules
from ..rules.access import Action
from .law import propose_articles
from .there import there
from .trail import guard, note

if TYPE_CHECKING:
    from portal.models import Person


def what_is_there(case: Case) -> set[str]:
    """Codes of all there is in a case, as `stages.toml` asks for it, and of what is not asked of a near miss."""
    found = there(case)
    facts = {
        "fact:people_count": case.people_count,
        "fact:demands": case.demands.strip(),
        "fact:talked": "happening:talked" in found,
    }
    spared = rules.not_asked(hurt=not case.nobody_hurt, loss=bool(case.loss))
    return found | spared | {code for code, value in facts.items() if value}


@transaction.atomic
def move_stage(
    *, case: Case, to: str, by: Person, now: datetime.datetime, reasons: Mapping[str, str] | None = None
) -> StageChange:
    """To another stage of its path. `reasons` say why something asked for is not there ({code: why}), or under "" why
    the case goes back. Refused, naming all that is missing."""
    case = Case.objects.select_for_update().get(pk=case.pk)
    guard(case, by, Action.STAGE)
    given = {code: why.strip() for code, why in (reasons or {}).items() if why.strip()}
    there_now = what_is_there(case)
    if objections := rules.objections(case.stage, to, there_now, given):
        raise Refused("；".join(objections), "to")
    change = StageChange.objects.create(
        case=case,
        before=case.stage,
        after=to,
        at=now,
        by=by,
        why=given.pop("", "")[:300],
        waived={code: why for code, why in given.items() if code not in there_now},
    )
    case.stage = to
    case.save(update_fields=["stage"])
    note(
        case=case,
        verb="stage",
        by=by,
        at=now,
        why=change.why,
        before=change.before,
        after=to,
        waived=sorted(change.waived),
    )
    propose_articles(case=case, by=by, now=now)
    return change
