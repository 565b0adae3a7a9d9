"""A mail server that says no has taken nothing; one that falls silent after the letter may have taken it."""

from __future__ import annotations

import socket
import threading

import pytest

from portal import mail
from portal.sms import NotKnown, NotSent


class Server:
    """Speaks SMTP up to where it is told to say no or to fall silent."""

    def __init__(self, ends: str) -> None:
        self.ends, self.taken = ends, b""
        self.door = socket.create_server(("127.0.0.1", 0))
        self.port = self.door.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        talk, _ = self.door.accept()
        lines = talk.makefile("rb")
        talk.sendall(b"220 here\r\n")
        for line in lines:
            word = line[:4].strip().upper().decode()
            if word == "DATA" and self.ends != "DATA":
                talk.sendall(b"354 go on\r\n")
                while (part := lines.readline()) != b".\r\n":
                    self.taken += part
                if self.ends == "silence":
                    talk.close()
                    lines.close()
                    return
                talk.sendall(b"250 taken\r\n")
            elif word == self.ends:
                talk.sendall(b"554 no\r\n")
            elif word == "QUIT":
                talk.sendall(b"221 bye\r\n")
                talk.close()
                return
            else:
                talk.sendall(b"250 fine\r\n")


@pytest.fixture
def server(settings, request):
    made = Server(request.param)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", made.port, 5
    settings.EMAIL_HOST_USER = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    yield made
    made.door.close()


def send(**more):
    mail.send_mail("a@example.com", "题目", "正文", identity="message-7", **more)


@pytest.mark.parametrize("server", ["nothing"], indirect=True)
def test_a_letter_goes_out_with_its_identity_and_its_end(server):
    send(answers="<1@x>", stop="https://x/stop")
    for line in (b"<message-7@", b"In-Reply-To: <1@x>", b"List-Unsubscribe: <https://x/stop>", b"One-Click"):
        assert line in server.taken


@pytest.mark.parametrize("server", ["MAIL", "RCPT", "DATA"], indirect=True)
def test_a_server_that_says_no_has_taken_nothing(server):
    with pytest.raises(NotSent) as error:
        send()
    assert not isinstance(error.value, NotKnown)
    assert "example.com" not in str(error.value)


@pytest.mark.parametrize("server", ["silence"], indirect=True)
def test_a_server_that_falls_silent_after_the_letter_may_have_it(server):
    with pytest.raises(NotKnown):
        send()


def test_a_server_that_is_not_there_has_taken_nothing(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    with pytest.raises(NotSent) as error:
        send()
    assert not isinstance(error.value, NotKnown)
