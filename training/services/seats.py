"""A supervised room: one phone that goes round. Nobody is signed in on it; who sits down proves it, or the supervisor
vouches for that person with a secret of the own."""

from __future__ import annotations

import datetime

from portal.models import Person, Project
from portal.services import limiting
from portal.services.refusal import Refused

from ..models import Attempt, Paper
from .attempts import start_attempt


def take_seat(
    *,
    person: Person,
    paper: Paper,
    project: Project | None,
    supervisor: Person,
    own_secret: str,
    supervisor_secret: str,
    address: str,
    now: datetime.datetime,
) -> Attempt:
    """The person's own paper, begun now or gone on with. Refused without the PIN or password of one of the two."""
    _prove(person, supervisor, own_secret, supervisor_secret, address, now)
    return start_attempt(
        person=person, paper=paper, by=supervisor, now=now, mode=Attempt.Mode.SUPERVISED, project=project
    )


def _prove(person: Person, supervisor: Person, own: str, vouching: str, address: str, now: datetime.datetime) -> None:
    """Wrong secrets are counted as at sign-in: a phone in many hands invites trying."""
    if own:
        who, secret, field, words = person, own, "own", "PIN 或密码不对。"
    elif vouching:
        who, secret, field, words = supervisor, vouching, "vouching", "监考人的 PIN 或密码不对。"
    else:
        raise Refused("请填自己的 PIN，或者请监考人填他的 PIN 或密码。", "own")
    ticket = limiting.take(action="secret", number=who.username, address=address, now=now)
    if not (who.check_pin(secret) or who.check_password(secret)):
        raise Refused(words, field)
    limiting.give_back(ticket=ticket)
