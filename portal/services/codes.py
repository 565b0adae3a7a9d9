"""Codes by SMS: made, sent, checked once."""

from __future__ import annotations

import datetime
import hmac
import secrets

from django.db import transaction
from django.db.models import F

from .. import sms
from ..models import Person, SignInCode
from ..rules.limits import CODE_MINUTES, CODE_TRIES
from . import limiting
from .refusal import Refused
from .sealing import fingerprint

_WRONG = "验证码不对，或者已经过期。"


def send_code(*, phone: str, address: str, now: datetime.datetime) -> None:
    """Send a fresh code to a number that somebody has; an unknown number gets none and the caller cannot tell.

    TooOften when the number or the address asked too often; Refused when the gateway could not take the message.
    """
    limiting.take(action="sms", number=phone, address=address, now=now)
    if not Person.objects.on_phone(phone).exists():
        return
    code = f"{secrets.randbelow(10**6):06d}"
    with transaction.atomic():
        SignInCode.objects.filter(phone=phone, used_at__isnull=True).delete()
        SignInCode.objects.create(phone=phone, code_hash=fingerprint("code", phone, code), made_at=now)
    try:
        sms.gateway().send_code(phone, code, CODE_MINUTES)
    except sms.NotSent as error:
        raise Refused("短信发不出去，请过一会儿再试，或用密码登录。") from error


def check_code(*, phone: str, code: str, address: str, now: datetime.datetime) -> list[Person]:
    """The people on the number, when the code is the one sent; it is used up. Refused otherwise."""
    ticket = limiting.take(action="code", number=phone, address=address, now=now)
    with transaction.atomic():
        right = _use_up(phone, code, now)
    if not right:
        raise Refused(_WRONG, "code")
    limiting.give_back(ticket=ticket)
    return list(Person.objects.on_phone(phone))


def _use_up(phone: str, code: str, now: datetime.datetime) -> bool:
    """Count the try first, so that guesses made at the same moment are all counted."""
    youngest = now - datetime.timedelta(minutes=CODE_MINUTES)
    live = SignInCode.objects.filter(phone=phone, used_at__isnull=True, made_at__gt=youngest, tries__lt=CODE_TRIES)
    sent = live.order_by("-pk").first()
    if sent is None or not live.filter(pk=sent.pk).update(tries=F("tries") + 1):
        return False
    if not hmac.compare_digest(sent.code_hash, fingerprint("code", phone, code)):
        return False
    return bool(SignInCode.objects.filter(pk=sent.pk, used_at__isnull=True).update(used_at=now))


def forget_old(*, now: datetime.datetime) -> int:
    """Delete codes older than a day; the number of rows."""
    return SignInCode.objects.filter(made_at__lt=now - datetime.timedelta(days=1)).delete()[0]
