"""How far a person sees, computed once from the memberships held today and turned into filters.

Data of one client is invisible to another. A posting to a project sees that project; a posting to an organisation
without a project sees the organisation; staff of a platform see the clients whose parent the platform is.
Subcontractors work for several clients, so no one reaches a subcontractor's people through its parent.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import Exists, OuterRef, Q

from ..clock import today
from ..rules.roles import Reach, keeps_people, reach

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from .people import Person

NOTHING = Q(pk__in=[])
Place = tuple[int | None, int]
CLIENT = "client"
SUBCONTRACTOR = "subcontractor"
_KEPT = "_scope_of_today"


@dataclass(frozen=True)
class Post:
    """One membership, reduced to what decides sight."""

    reach: Reach
    organisation: int
    kind: str
    project: int | None
    crew: int | None
    keeps: bool = False
    role: str = ""

    def within(self, path: str) -> Q:
        """Organisations of this post, `path` leading to the organisation ("" for itself): down to two levels below."""
        key = f"{path}__" if path else ""
        own = Q(**{f"{key}pk": self.organisation})
        if self.kind == SUBCONTRACTOR:
            return own
        below = Q(**{f"{key}parent": self.organisation}) | Q(**{f"{key}parent__parent": self.organisation})
        return own | (below & ~Q(**{f"{key}kind": SUBCONTRACTOR}))

    def memberships(self, path: str = "") -> Q:
        """Memberships this post sees, `path` leading to the membership ("" for itself)."""
        key = f"{path}__" if path else ""
        if self.reach is Reach.SELF:
            return NOTHING
        if self.reach is Reach.CREW:
            return Q(**{f"{key}crew": self.crew}) if self.crew else NOTHING
        if self.project:
            here = Q(**{f"{key}project": self.project})
            return here & Q(**{f"{key}organisation": self.organisation}) if self.kind == SUBCONTRACTOR else here
        own = self.within(f"{key}organisation")
        return own if self.kind == SUBCONTRACTOR else own | self.within(f"{key}project__client")

    def projects(self) -> Q:
        """One's own project, whatever the role; all projects of the organisation for a post without a project."""
        if self.project:
            return Q(pk=self.project)
        if self.reach is not Reach.POST:
            return NOTHING
        if self.kind == SUBCONTRACTOR:
            return Q(crews__organisation=self.organisation) | Q(memberships__organisation=self.organisation)
        return self.within("client")

    def crews(self) -> Q:
        own = Q(pk=self.crew) if self.crew else NOTHING
        if self.reach is not Reach.POST:
            return own
        if self.kind == SUBCONTRACTOR:
            theirs = Q(organisation=self.organisation)
            return own | (theirs & Q(project=self.project) if self.project else theirs)
        return own | (Q(project=self.project) if self.project else self.within("project__client"))

    def organisations(self) -> Q:
        own = Q(pk=self.organisation)
        if self.reach is not Reach.POST:
            return own
        if self.project:
            return own | Q(projects=self.project)
        return self.within("")

    def whole_projects(self) -> Q:
        """Projects of which this post sees everyone, whichever firm they work for."""
        return self.projects() if self.reach is Reach.POST and self.kind != SUBCONTRACTOR else NOTHING

    def clients(self) -> Q:
        """Clients for whom a project may be opened from here: those of the post, never a subcontractor's."""
        if self.reach is not Reach.POST or self.kind == SUBCONTRACTOR:
            return NOTHING
        here = Q(projects=self.project) if self.project else self.within("")
        return here & Q(kind=CLIENT)


@dataclass(frozen=True)
class Scope:
    """What one person may see. `everything` is a superuser, `person` None is nobody.

    `held` and `over` are the places, (project or None, organisation), of the posts held today and of those that ended.
    """

    person: int | None
    everything: bool
    posts: tuple[Post, ...]
    held: frozenset[Place] = frozenset()
    over: frozenset[Place] = frozenset()

    @classmethod
    def of(cls, user: Person | AnonymousUser) -> Scope:
        """One query for a person, kept on the object for the rest of the request."""
        if not user.is_authenticated or not user.is_active:
            return cls(None, False, ())
        known: tuple[datetime.date, Scope] | None = getattr(user, _KEPT, None)
        if known is None or known[0] != today():
            known = (today(), cls._read(user, today()))
            setattr(user, _KEPT, known)
        return known[1]

    @staticmethod
    def forget(user: Person) -> None:
        """After the own memberships changed: the next question is asked of the database again."""
        vars(user).pop(_KEPT, None)

    @classmethod
    def _read(cls, user: Any, on: datetime.date) -> Scope:
        if user.is_superuser:
            return cls(user.pk, True, ())
        rows: Iterable[tuple[Any, ...]] = (
            apps.get_model("portal", "Membership")
            .objects.filter(person=user)
            .values_list("role", "organisation", "organisation__kind", "project", "crew", "starts_on", "ends_on")
        )
        posts, over = [], []
        for role, organisation, kind, project, crew, first, last in rows:
            if last and last < on:
                over.append((project, organisation))
            elif not first or first <= on:
                posts.append(Post(reach(role), organisation, kind, project, crew, keeps_people(role), role))
        held = frozenset((post.project, post.organisation) for post in posts)
        return cls(user.pk, False, tuple(posts), held, frozenset(over))

    def keeping(self) -> Scope:
        """What is left when only the posts count in which one enters, moves and ends people."""
        return replace(self, posts=tuple(post for post in self.posts if post.keeps))

    def holding(self, roles: Collection[str]) -> Scope:
        """What is left when only the posts in one of these roles count."""
        return replace(self, posts=tuple(post for post in self.posts if post.role in roles))

    def left(self, path: str) -> Q | None:
        """Projects (`path` leads to them) that this person has left: a post there, at the client or its platform is
        over, and none is held any more. None where nothing is over."""
        if not self.over - self.held:
            return None
        return _at(self.over, path) & ~_at(self.held, path)

    def _any(self, parts: list[Q]) -> Q:
        if self.everything:
            return Q()
        found = NOTHING
        for part in parts:
            found |= part
        return found

    def people(self) -> Q:
        """Through a subquery of memberships, so that nobody is listed twice."""
        if self.everything:
            return Q()
        members = apps.get_model("portal", "Membership").objects.filter(self.memberships()).values("person")
        return Q(pk__in=members) | Q(pk=self.person)

    def memberships(self) -> Q:
        own = Q(person=self.person) if self.person else NOTHING
        return self._any([own, *(post.memberships() for post in self.posts)])

    def records(self) -> Q:
        """Rows of the register: one's own, else of a place where one sees the person posted.

        Someone who works for two clients is seen by both, each sees only the records of its own projects. A record of
        a subcontractor needs a posting with that subcontractor; one without any place belongs to the person.
        """
        if self.everything:
            return Q()
        if self.person is None:
            return NOTHING
        seen = apps.get_model("portal", "Membership").objects.filter(self.memberships(), person=OuterRef("person"))
        same_firm = Q(organisation=OuterRef("organisation"))
        on_project = Q(project=OuterRef("project"))
        no_project = Q(project__isnull=True) & (same_firm | Q(organisation=OuterRef("project__client")))
        here = seen.filter(on_project | no_project)
        of_firm = Q(organisation__isnull=False, organisation__kind=SUBCONTRACTOR)
        return (
            Q(person=self.person)
            | (Q(project__isnull=True, organisation__isnull=True) & Exists(seen))
            | (Q(project__isnull=False) & ~of_firm & Exists(here))
            | (Q(project__isnull=False) & of_firm & Exists(here.filter(same_firm)))
            | (
                Q(project__isnull=True, organisation__isnull=False)
                & Exists(seen.filter(same_firm | Q(project__client=OuterRef("organisation"))))
            )
        )

    def earned(self) -> Q:
        """Rows of a person that bear a project or none and no firm: one's own; else those of places where one sees
        the person posted, and those of no place.

        Someone who works for two clients is seen by both, each sees only what was earned on its own projects.
        """
        if self.everything:
            return Q()
        if self.person is None:
            return NOTHING
        seen = apps.get_model("portal", "Membership").objects.filter(self.memberships(), person=OuterRef("person"))
        here = seen.filter(
            Q(project=OuterRef("project")) | Q(project__isnull=True, organisation=OuterRef("project__client"))
        )
        return Q(person=self.person) | (Q(project__isnull=True) & Exists(seen)) | Exists(here)

    def projects(self) -> Q:
        return self._any([post.projects() for post in self.posts])

    def crews(self) -> Q:
        return self._any([post.crews() for post in self.posts])

    def organisations(self) -> Q:
        return self._any([post.organisations() for post in self.posts])

    def whole_projects(self) -> Q:
        return self._any([post.whole_projects() for post in self.posts])

    def others(self) -> Q:
        """Memberships as `memberships()`, without one's own that no post reaches."""
        return self._any([post.memberships() for post in self.posts])

    def clients(self) -> Q:
        return Q(kind=CLIENT) if self.everything else self._any([post.clients() for post in self.posts])


def _at(places: frozenset[Place], path: str) -> Q:
    """Projects of these places: named, or of these organisations, or of clients below them."""
    firms = [organisation for project, organisation in places if project is None]
    return (
        Q(**{f"{path}__in": [project for project, _ in places if project]})
        | Q(**{f"{path}__client__in": firms})
        | Q(**{f"{path}__client__parent__in": firms})
    )
