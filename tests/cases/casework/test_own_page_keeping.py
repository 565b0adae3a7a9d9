"""Those who make the page of one person of a case: make, renew, print, withdraw."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from cases.models import Case, CaseMove, OwnPage, Party
from cases.services.own_pages import Made, make_own_page
from cases.services.people import add_party
from portal.models import Person
from portal.services.refusal import Refused

from .conftest import NOW
from .own import read

Enter = Callable[[Person], Client]


def keep(client: Client, party: Party, step: str, **more: str) -> Any:
    return client.post(f"/cases/{party.case.number}/people/{party.pk}/own-page/", {"step": step} | more)


def test_the_handler_makes_renews_and_withdraws_and_each_is_noted(
    fall: Case, widow: Party, handler: Person, signed_in: Enter
) -> None:
    client = signed_in(handler)
    assert "他自己的页面" in client.get(f"/cases/{fall.number}/").content.decode()
    first = keep(client, widow, "make")
    page = first.content.decode()
    code = re.search(r'class="code num">(\d{4} \d{4})<', page)
    link = re.search(r"/my-case/[a-z0-9-]+/", page)
    assert code
    assert link
    assert "no-store" in first["Cache-Control"]
    guest = Client()
    assert guest.post(link[0], {"step": "enter", "code": code[1]}).status_code == 302
    home = client.get(f"/cases/{fall.number}/people/{widow.pk}/own-page/").content.decode()
    assert code[1] not in home
    assert link[0] not in home
    keep(client, widow, "make")
    assert guest.get(link[0]).status_code == 404
    assert keep(client, widow, "withdraw", why="").status_code == 422
    assert keep(client, widow, "withdraw", why="搬走了").status_code == 302
    deeds = CaseMove.objects.filter(case=fall, verb="own_page").order_by("seq")
    assert [row.data["deed"] for row in deeds] == ["make", "renew", "withdraw"]
    assert deeds.last().why == "搬走了"


def test_the_slip_is_typeset_once_and_noted(fall: Case, widow: Party, handler: Person, signed_in: Enter) -> None:
    client = signed_in(handler)
    slip = re.search(r'name="slip" value="([^"]+)"', keep(client, widow, "make").content.decode())
    assert slip
    target = f"/cases/{fall.number}/people/{widow.pk}/own-page/slip/"
    made = client.post(target, {"slip": slip[1]})
    assert made.content.startswith(b"%PDF")
    assert "no-store" in made["Cache-Control"]
    assert CaseMove.objects.filter(case=fall, verb="own_page", data__deed="print").count() == 1
    assert client.post(target, {"slip": "forged"}).status_code == 404
    keep(client, widow, "make")
    assert client.post(target, {"slip": slip[1]}).status_code == 404


def test_others_make_none_and_outsiders_find_nothing(
    fall: Case, widow: Party, worker: Party, leader: Person, outsider: Person, handler: Person, signed_in: Enter
) -> None:
    fall.team.create(group="O-03", person=leader, role="crew_leader", since=NOW)
    assert keep(signed_in(leader), widow, "make").status_code == 403
    assert signed_in(leader).get(f"/cases/{fall.number}/people/{widow.pk}/own-page/").status_code == 403
    assert keep(signed_in(outsider), widow, "make").status_code == 404
    assert Client().get(f"/cases/{fall.number}/people/{widow.pk}/own-page/")["Location"].startswith("/accounts/login/")
    assert not OwnPage.objects.exists()
    firm = add_party(case=fall, role="labour", name="某劳务公司", by=handler, now=NOW)
    assert keep(signed_in(handler), firm, "make").status_code == 404
    with pytest.raises(Refused):
        make_own_page(case=fall, party=firm, by=handler, now=NOW)


def test_of_a_closed_case_it_can_be_withdrawn_and_read_and_no_new_one_is_made(
    fall: Case, widow: Party, made: Made, handler: Person, signed_in: Enter
) -> None:
    Case.objects.filter(pk=fall.pk).update(state="closed")
    assert "案件已经办结" in read(made)
    client = signed_in(handler)
    assert keep(client, widow, "make").status_code == 403
    assert keep(client, widow, "withdraw", why="不用了").status_code == 302
