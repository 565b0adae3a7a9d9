"""Whose exams someone may look after. Keeping people of a place (a crew leader: the own crew) allows to hand out
papers; a word on late answers, a void paper or more time needs a post that sees the whole project or firm."""

from __future__ import annotations

from dataclasses import replace

from django.db.models import Exists, OuterRef, Q, QuerySet

from portal.models import Membership, Person
from portal.models.scope import Scope
from portal.rules.roles import Reach

from .models import Attempt


def _keeping(user: Person, *, ruling: bool) -> Scope:
    kept = Scope.of(user).keeping()
    return replace(kept, posts=tuple(p for p in kept.posts if p.reach is Reach.POST)) if ruling else kept


def members_under(user: Person, *, ruling: bool = False) -> QuerySet[Membership]:
    """Memberships of other people in the places that this person keeps."""
    return Membership.objects.filter(_keeping(user, ruling=ruling).others()).exclude(person=user.pk)


def attempts_under(user: Person, *, ruling: bool = False) -> QuerySet[Attempt]:
    """Attempts of those people: on a project where they are kept, or on none."""
    scope = _keeping(user, ruling=ruling)
    others = Attempt.objects.exclude(person=user.pk)
    if scope.everything:
        return others
    seen = Membership.objects.filter(scope.others(), person=OuterRef("person"))
    here = seen.filter(Q(project=OuterRef("project")) | Q(project__isnull=True))
    return others.filter(Q(project__isnull=True) & Exists(seen) | Exists(here))


def keeps_anyone(user: Person) -> bool:
    """Whether the pages of officers are for this person at all."""
    kept = Scope.of(user).keeping()
    return kept.everything or bool(kept.posts)
