"""How a password or PIN becomes a person. Lock-outs stand in front of this backend (axes)."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.hashers import make_password
from django.db.models import Count, Q
from django.http import HttpRequest

from .models import Person
from .rules import phones

MOST_ON_ONE_NUMBER = 12
"""Passwords are slow to check; more people than this on one number sign in by code."""


class PersonBackend(ModelBackend):
    """`username` is an account name or a phone number as typed; several people on a number are told apart by password.

    Everyone whose password matches is left in `request.sign_in_matches`, so that the page can let them choose.
    With `pin=True` the secret may be that person's PIN as well: only after a code proved the number.
    """

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        pin: bool = False,
        **kwargs: Any,
    ) -> Person | None:
        if not username or not password:
            return None
        candidates = _candidates(username)
        if not candidates:
            make_password(password)  # an unknown name takes as long as a wrong password
        matches = [p for p in candidates if p.check_password(password) or (pin and p.check_pin(password))]
        if request is not None:
            request.sign_in_matches = [person.pk for person in matches]  # type: ignore[attr-defined]
        return matches[0] if matches else None

    def get_user(self, user_id: int) -> Person | None:
        """Whose session it is, with the number of unread messages that every page shows: one query for both."""
        unread = Count("messages", filter=Q(messages__read_at__isnull=True))
        person = Person.objects.annotate(unread=unread).filter(pk=user_id).first()
        return person if person and self.user_can_authenticate(person) else None


def _candidates(login: str) -> list[Person]:
    named = list(Person.objects.filter(username=login, is_active=True))
    return named or list(Person.objects.on_phone(phones.normalise(login))[:MOST_ON_ONE_NUMBER])


def login_key(raw: str) -> str:
    """One spelling for a login, so that lock-outs count 138 0013 8000 and +8613800138000 together."""
    return phones.normalise(raw) or raw.strip()
