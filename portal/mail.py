"""Sending one e-mail. MINGBAI_EMAIL_URL names the server; without one, mail is printed or not sent at all."""

from __future__ import annotations

import contextlib
import smtplib
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from .sms import NotKnown, NotSent


def is_ready() -> bool:
    """False where no server was named and nobody reads the terminal."""
    return not settings.EMAIL_BACKEND.endswith("dummy.EmailBackend")


def send_mail(address: str, subject: str, text: str, *, identity: str, answers: str = "", stop: str = "") -> None:
    """Hand a message over or raise NotSent without the address. `identity` makes a repeated message recognisable,
    `answers` is the Message-ID of the letter it replies to, `stop` an address where one tap ends such letters.
    """
    host = urlsplit(settings.BASE_URL).hostname or "localhost"
    headers = {"Message-ID": f"<{identity}@{host}>"}
    if answers:
        headers |= {"In-Reply-To": answers, "References": answers}
    if stop:
        headers |= {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    try:
        letter = EmailMessage(subject, text, to=[address], headers=headers)
        connection = get_connection()
        connection.open()
    except (smtplib.SMTPException, OSError, ValueError) as error:
        raise NotSent(f"mail server: {type(error).__name__}") from None
    try:
        connection.send_messages([letter])
    except (smtplib.SMTPServerDisconnected, OSError) as error:
        # SMTPException is an OSError too: a server that said no has not taken it, one that fell silent may have.
        refused = isinstance(error, smtplib.SMTPException) and not isinstance(error, smtplib.SMTPServerDisconnected)
        raise (NotSent if refused else NotKnown)(f"mail server: {type(error).__name__}") from None
    except ValueError as error:
        raise NotSent(f"mail server: {type(error).__name__}") from None
    finally:
        with contextlib.suppress(OSError):
            connection.close()
