"""What is registered about the people of some rows, asked for many at once; and where their rows put them."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.contrib.contenttypes.models import ContentType

from ...models import Crew, Membership, Organisation, Person, PersonRecord, Project
from ...models.organisations import HANDS
from ...rules.roster import Held, Known, Plan, RosterRow, Span, Step, decide, latest_stay
from ..sealing import fingerprint
from ..sites import create_crew, firms, named_firm


@dataclass(frozen=True)
class Place:
    """Firm and crew of a row by name; a row of it is there, or will be made."""

    firm: str
    crew: str
    wrong: str = ""
    column: str = ""


class Site:
    """Firms and crews of a project as one person may use them; new ones are made when a row first needs them."""

    def __init__(self, *, by: Person, project: Project) -> None:
        self.by, self.project = by, project
        self.whole = Project.objects.wholly_kept_by(by).filter(pk=project.pk).exists()
        self.firms = {firm.name: firm for firm in firms(by=by, project=project)}
        crews = Crew.objects.kept_by(by).filter(project=project).select_related("organisation", "project")
        self.crews = {(crew.organisation.name, crew.name): crew for crew in crews}
        self.usual = next(iter(self.firms), "")

    def place(self, row: RosterRow) -> Place:
        """Where the row belongs, or what is wrong with it."""
        firm, crew = row.organisation, row.crew
        if firm and firm not in self.firms and not self.whole:
            return Place(firm, crew, "只能导入自己单位的人", "organisation")
        if not firm and crew:
            having = [name for name, other in self.crews if other == crew]
            if len(having) > 1:
                return Place(firm, crew, "有几个同名的班组，请加一列“劳务公司”", "crew")
            firm = having[0] if having else ""
        return Place(firm or self.usual, crew)

    def is_new(self, place: Place) -> tuple[str, str]:
        """Names of the firm and of the crew that would have to be made; "" for what is there."""
        known_crew = not place.crew or (place.firm, place.crew) in self.crews
        return ("" if place.firm in self.firms else place.firm), ("" if known_crew else place.crew)

    def make(self, place: Place, trade: str) -> tuple[Organisation, Crew | None]:
        if place.firm not in self.firms:
            self.firms[place.firm] = named_firm(by=self.by, project=self.project, name=place.firm)
        firm = self.firms[place.firm]
        if not place.crew:
            return firm, None
        key = (place.firm, place.crew)
        if key not in self.crews:
            self.crews[key] = create_crew(
                by=self.by, project=self.project, name=place.crew, organisation=firm, trade=trade
            )
        return firm, self.crews[key]


@dataclass
class Registered:
    """One person of the file, as known to the site."""

    person: Person
    known: Known
    held: Held | None
    memberships: dict[int, Membership] = field(default_factory=dict)
    contract: PersonRecord | None = None
    foreign: bool = False
    """Held here by a firm that the importer has no say in."""


class Register:
    """Everybody of some rows in six queries."""

    def __init__(self, *, by: Person, project: Project, rows: Sequence[RosterRow]) -> None:
        self._marks = {row.line: fingerprint("document", row.kind, row.number) for row in rows}
        people = Person.objects.filter(document_hash__in=set(self._marks.values()))
        self._people = {person.document_hash: person for person in people}
        keys = [person.pk for person in self._people.values()]
        here = Membership.objects.at_work().filter(project=project, person__in=keys)
        self._here: dict[int, list[Membership]] = {}
        for membership in here.select_related("organisation", "crew__organisation", "project"):
            self._here.setdefault(membership.person_id, []).append(membership)
        every = Membership.objects.filter(person__in=keys)
        self._kept = set(every.kept_by(by).values_list("pk", flat=True))
        self._not_ours = {
            person
            for pk, person, role in every.values_list("pk", "person", "role")
            if pk not in self._kept or role not in HANDS
        }
        self._posted = set(every.values_list("person", flat=True)) if keys else set()
        self._contracts = self._read_contracts()

    def _read_contracts(self) -> dict[int, PersonRecord]:
        sources = [membership.pk for rows in self._here.values() for membership in rows]
        found = PersonRecord.objects.of_kind(PersonRecord.Kind.CONTRACT).filter(
            source_type=ContentType.objects.get_for_model(Membership), source_id__in=sources
        )
        return {record.source_id: record for record in found if record.source_id}

    def _contract(self, held: Held | None) -> PersonRecord | None:
        """The latest one of the stay: a change of crew needs no new contract."""
        keys = [span.key for span in reversed(held.spans)] if held else []
        return next((self._contracts[key] for key in keys if key in self._contracts), None)

    def of(self, row: RosterRow) -> Registered | None:
        person = self._people.get(self._marks[row.line])
        if person is None:
            return None
        rows = self._here.get(person.pk, [])
        for membership in rows:
            membership.person = person
        held = latest_stay([_span(membership) for membership in rows])
        plain = not (person.is_staff or person.is_superuser)
        ours = plain and person.pk in self._posted and person.pk not in self._not_ours
        return Registered(
            person=person,
            known=Known(person.name, person.phone, ours),
            held=held,
            memberships={membership.pk: membership for membership in rows},
            contract=self._contract(held),
            foreign=bool(held and held.last.key not in self._kept),
        )


def _span(membership: Membership) -> Span:
    return Span(
        membership.pk,
        membership.starts_on,
        membership.ends_on,
        membership.organisation.name,
        membership.crew.name if membership.crew else "",
        membership.own_trade,
    )


def plan(row: RosterRow, site: Site, found: Registered | None, today: datetime.date) -> tuple[Plan, Place]:
    """What importing this row does, and where it puts the person."""
    place = site.place(row)
    if place.wrong:
        return Plan(Step.WRONG, words=place.wrong, column=place.column), place
    if found and found.foreign:
        return Plan(Step.WRONG, words="这个人在这个项目由别的单位登记着", column="document"), place
    made = decide(row, known=found.known if found else None, held=found.held if found else None, today=today)
    if made.step is Step.SAME and contract_differs(row, found):
        made = Plan(Step.CHANGED, words="合同", kept_phone=made.kept_phone)
    return made, place


def contract_differs(row: RosterRow, found: Registered | None) -> bool:
    """The file says something of a contract that is not in the register yet."""
    if row.contract is None:
        return False
    kept = found.contract if found else None
    return kept is None or kept.values != row.contract.values() or kept.starts_on != row.contract.signed_on
