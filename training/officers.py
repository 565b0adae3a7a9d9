"""Whose exams someone may look after. Keeping people of a place (a crew leader: the own crew) allows to hand out
papers; a word on late answers, a void paper or more time needs a post that sees the whole project or firm."""

from __future__ import annotations

import datetime
from dataclasses import replace

from django.db.models import Exists, OuterRef, Q, QuerySet

from portal.models import Membership, Person, Project
from portal.models.scope import Scope
from portal.rules.roles import Reach

from .models import Attempt


def _keeping(user: Person, *, ruling: bool) -> Scope:
    kept = Scope.of(user).keeping()
    return replace(kept, posts=tuple(p for p in kept.posts if p.reach is Reach.POST)) if ruling else kept


def members_under(user: Person, *, ruling: bool = False) -> QuerySet[Membership]:
    """Memberships of other people in the places that this person keeps today, also of those who left."""
    return Membership.objects.filter(_keeping(user, ruling=ruling).others()).exclude(person=user.pk)


def members_staying(user: Person, *, on: datetime.date, ruling: bool = False) -> QuerySet[Membership]:
    """Those of them who have not left by that day: who left is still seen, but neither examined nor given time."""
    return members_under(user, ruling=ruling) & Membership.objects.staying(on=on)


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


def looking_after(user: Person) -> Scope:
    """The sight of the posts that reach beyond oneself."""
    scope = Scope.of(user)
    return replace(scope, posts=tuple(post for post in scope.posts if post.reach is not Reach.SELF))


def looks_after_anyone(user: Person) -> bool:
    """Whether any post reaches beyond oneself."""
    scope = looking_after(user)
    return scope.everything or bool(scope.posts)


def projects_under(user: Person) -> QuerySet[Project]:
    """Projects of which one sees other people by a post: all of them, or the own crew."""
    return Project.objects.filter(looking_after(user).projects()).distinct()


def may_edit_questions(user: Person) -> bool:
    """Editors and reviewers of the bank: they know the keys anyway."""
    return user.has_perm("training.change_question") or user.has_perm("training.review_question")


def attempts_to_analyse(user: Person) -> QuerySet[Attempt]:
    """Papers that are in and count: all of them for editors of the bank, else those taken on the projects one looks
    after (or on none) by people one sees there. Sample people are for sample people."""
    closed = Attempt.objects.filter(
        state__in=[Attempt.State.SUBMITTED, Attempt.State.EXPIRED], person__is_sample=user.is_sample
    )
    scope = looking_after(user)
    if scope.everything or may_edit_questions(user):
        return closed
    seen = Membership.objects.filter(scope.others(), person=OuterRef("person"))
    here = seen.filter(Q(project=OuterRef("project")) | Q(project__isnull=True))
    return closed.filter(Q(project__isnull=True) & Exists(seen) | Exists(here))
