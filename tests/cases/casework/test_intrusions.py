"""What somebody tries who knows more than they should: rows of another case, forged choices, addresses of files."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from cases.models import Case, CaseLink, CaseMove, Party, TeamMember
from cases.services.evidence_bundle import KIND
from cases.services.handling import link_cases, merge_case
from cases.services.people import join_team
from portal import clock
from portal.models import Attachment, Job
from portal.rules import file_types
from portal.rules.roles import Role
from portal.services.attachments import keep_file
from portal.services.refusal import Refused
from tests.cases.casework.behind import ADVICE
from tests.cases.casework.conftest import NOW
from tests.cases.casework.doors import DOORS, GRID, Door, headers_of, opens
from tests.portal.files import PDF

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper(make_person, post, platform):
    person = make_person("管理员", username="keeper")
    post(person, Role.ADMINISTRATOR, organisation=platform)
    return person


@pytest.fixture
def elsewhere(planted, open_one, outsider, other_project):
    """A case of another client."""
    return open_one(by=outsider, project=other_project, text="别家的事")


def verbs(case: Case | None, person) -> list[str]:
    return list(CaseMove.objects.filter(case=case, by=person).order_by("pk").values_list("verb", flat=True))


def test_rows_of_another_case_are_not_found_below_ones_own(planted, open_one, make_person, signed_in) -> None:
    """Even for somebody who may see and do everything in both."""
    everybody = make_person("超级", username="root", is_superuser=True)
    client, mine = signed_in(everybody), {"dispute": open_one(), "fall": open_one(kind="DTH", text="另一件", deaths=1)}
    doors = [one for doors in DOORS.values() for one in doors if any(arg.startswith("#") for arg in one.args)]
    assert len(doors) > 40
    for door in doors:
        address = planted.address(door, mine[door.of].number)
        given = {"data": door.data} if door.method == "post" else {}
        assert getattr(client, door.method)(address, **given).status_code == 404, str(door)


@pytest.mark.parametrize("role", sorted(role for role in GRID if opens(role, "see", "open")))
def test_advice_is_read_by_those_alone_who_may(role, planted, make_person, signed_in) -> None:
    person = make_person("甲", username="reader")
    planted.dispute.team.create(group="O-03", person=person, role=role, since=NOW)
    told = "".join(
        signed_in(person).get(planted.address(Door(page, "see"))).content.decode()
        for page in ("case", "records", "documents", "evidence", "trail")
    )
    for words in (ADVICE, "条款合法，可以签。", "答辩书"):
        assert (words in told) is opens(role, "advice", "open"), words


@pytest.mark.parametrize("method", ["get", "head", "options", "put", "delete"])
def test_no_method_tells_whether_a_case_exists(method, planted, outsider, signed_in) -> None:
    client = signed_in(outsider)
    for door in (doors[0] for doors in DOORS.values()):
        hidden, none = (
            getattr(client, method)(planted.address(door, number), headers={"Range": "bytes=0-9"})
            for number in ("", "DIS-2020-09999")
        )
        assert hidden.status_code == none.status_code, str(door)
        assert hidden.status_code in (404, 405), str(door)
        assert headers_of(hidden) == headers_of(none), str(door)


def test_files_are_not_had_by_their_own_addresses(planted, handler, colleague, outsider, keeper, signed_in) -> None:
    """Evidence by nobody, papers by the case's people, advice by those who may read it; each try is kept."""
    rows = {row.owner.kind if row.owner else "": row.key for row in Attachment.objects.all()}
    assert set(rows) == {"photo", "summary", "defence"}
    may = {"summary": [handler, colleague, keeper], "defence": [colleague]}
    for kind, key in rows.items():
        for person in (handler, colleague, outsider, keeper):
            answer = signed_in(person).get(f"/files/{key}/")
            assert answer.status_code == (200 if person in may.get(kind, []) else 404), (kind, person)
    assert verbs(planted.dispute, outsider) == ["denied"] * 3
    assert verbs(planted.dispute, keeper) == ["export", "denied"]
    assert verbs(planted.dispute, colleague)[-2:] == ["export", "export"]


def test_a_bundle_is_fetched_only_while_one_may_export(planted, handler, outsider, signed_in) -> None:
    job = Job.objects.create(kind=KIND, by=handler, params={"case": planted.dispute.pk}, state=Job.State.DONE)
    facts: dict[str, Any] = {"by": None, "allowed": (), "limit": 0, "now": NOW, "owner": job, "made_as": file_types.ZIP}
    job.result = keep_file(file=PDF, name="证据包.zip", **facts)
    job.save()
    address, client = f"/files/{job.result.key}/", signed_in(handler)
    answer = client.get(address)
    assert (answer.status_code, answer["Cache-Control"]) == (200, "private, no-store")
    assert verbs(planted.dispute, handler)[-1] == "export"
    assert signed_in(outsider).get(address).status_code == 404
    handler.memberships.all().delete()
    TeamMember.objects.filter(person=handler).update(until=NOW)
    assert client.get(address).status_code == 404
    assert verbs(planted.dispute, handler)[-1] == "denied"


def test_tying_a_case_tells_nothing_of_one_that_may_not_be_seen(planted, elsewhere, colleague, signed_in) -> None:
    client = signed_in(colleague)
    for deed in ("link", "merge"):
        address = planted.address(Door("deed", "handle", args=(deed,)))
        told = [
            client.post(address, {"other": number, "why": "同一件事"}).content.decode().replace(number, "")
            for number in (elsewhere.number, "DIS-2020-09999")
        ]
        drop = [one for one in told[0].splitlines() if "csrfmiddlewaretoken" not in one]
        assert drop == [one for one in told[1].splitlines() if "csrfmiddlewaretoken" not in one]
        assert "没有这件案子" in told[0]
    with pytest.raises(Refused):
        link_cases(case=planted.dispute, other=elsewhere, kind="related", by=colleague, now=NOW)
    with pytest.raises(Refused):
        merge_case(case=planted.dispute, into=elsewhere, why="x", by=colleague, now=NOW)
    assert not CaseLink.objects.exists()


def test_a_tied_case_is_named_to_those_alone_who_may_see_it(planted, elsewhere, colleague, make_person, signed_in):
    root = make_person("超级", username="root", is_superuser=True)
    link_cases(case=planted.dispute, other=elsewhere, kind="related", by=root, now=NOW)
    link_cases(case=planted.dispute, other=planted.fall, kind="same", by=root, now=NOW)
    page = planted.address(Door("case", "see"))
    told = signed_in(colleague).get(page).content.decode()
    assert planted.fall.number in told
    assert elsewhere.number not in told
    assert elsewhere.number in signed_in(root).get(page).content.decode()


def test_forged_choices_are_no_choices(planted, elsewhere, handler, outsider, signed_in) -> None:
    stranger = Party.objects.create(case=elsewhere, role=Party.Role.GENERAL, name="乙公司")
    forged = {
        "hand-over": {"to": outsider.pk, "why": "x"},
        "team": {"group": "O-03", "person": outsider.pk, "role": "legal"},
        "party": {"role": "labour", "name": "丙", "employer": stranger.pk},
    }
    for deed, data in forged.items():
        answer = signed_in(handler).post(planted.address(Door("deed", "handle", args=(deed,))), data)
        assert answer.status_code == 422, deed
        assert outsider.name not in answer.content.decode()
        assert "乙公司" not in answer.content.decode()
    assert not Case.objects.visible_to(outsider).filter(pk=planted.dispute.pk).exists()


def test_nobody_is_given_more_in_a_team_than_their_posts_give(planted, handler, colleague, outsider, leader) -> None:
    """Else whoever fills the team would read advice under a role of somebody else."""
    given = {"case": planted.dispute, "by": handler, "now": clock.now(), "group": "O-02"}
    for person, more in (
        (outsider, {}),
        (outsider, {"role": "project_manager"}),
        (handler, {"role": "legal"}),
        (leader, {"role": "executive"}),
        (leader, {"deputy": outsider}),
    ):
        with pytest.raises(Refused):
            join_team(person=person, **given, **more)
    assert join_team(person=leader, **given).role == "crew_leader"


def test_whoever_left_the_site_sees_its_cases_no_longer(planted, adviser, handler, platform, post, signed_in) -> None:
    """The team still names them; a new post brings them back."""
    assert TeamMember.objects.filter(case=planted.dispute, person=adviser, until=None).exists()
    page = planted.address(Door("case", "see"))
    assert signed_in(adviser).get(page).status_code == 200
    adviser.memberships.update(starts_on="2020-01-01", ends_on="2021-01-01")
    assert signed_in(adviser).get(page).status_code == 404
    post(adviser, Role.EXPERT, organisation=platform)
    assert signed_in(adviser).get(page).status_code == 200


def test_a_part_of_an_upload_is_known_to_whoever_began_it(planted, adviser, handler, signed_in) -> None:
    door = DOORS["upload"][0]
    assert signed_in(adviser).head(planted.address(door)).status_code == 200
    for ask in ("head", "delete"):
        assert getattr(signed_in(handler), ask)(planted.address(door)).status_code == 404
    key = {"uploads": str(planted.ids["upload"]), "key": str(uuid.uuid4()), "kind": "video", "what": "x"}
    answer = signed_in(handler).post(planted.address(DOORS["evidence"][0]), key)
    assert "找不到了" in answer.content.decode()
