"""Sending one e-mail. MINGBAI_EMAIL_URL names the server; without one, mail is printed or not sent at all."""

from __future__ import annotations

import smtplib
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage

from .sms import NotSent


def is_ready() -> bool:
    """False where no server was named and nobody reads the terminal."""
    return not settings.EMAIL_BACKEND.endswith("dummy.EmailBackend")


def send_mail(address: str, subject: str, text: str, *, identity: str) -> None:
    """Hand a message over or raise NotSent without the address. `identity` makes a repeated message recognisable."""
    host = urlsplit(settings.BASE_URL).hostname or "localhost"
    letter = EmailMessage(subject, text, to=[address], headers={"Message-ID": f"<{identity}@{host}>"})
    try:
        letter.send()
    except (smtplib.SMTPException, OSError, ValueError) as error:
        raise NotSent(f"mail server: {type(error).__name__}") from None
