"""Letters from a maildir and from a mail server: each taken once, none lost."""

from __future__ import annotations

import datetime
import re
import socketserver
import threading
from typing import ClassVar

import pytest

from portal import clock, mailbox
from portal.models import Change, ReceivedLetter
from portal.services import mailbox as service

pytestmark = pytest.mark.django_db
MINUTE = datetime.timedelta(minutes=1)
LETTER = "From: wang@example.com\r\nMessage-ID: <{}@x>\r\nSubject: a\r\n\r\n正文 {}\r\n"


class Desk:
    """Takes letters in by writing a row, or breaks after writing it."""

    taken: ClassVar[list[str]] = []
    broken: ClassVar[bool] = False

    @classmethod
    def take(cls, *, letter, now):
        Change.objects.create(kind=f"letter {letter.identity}", object_id=1)
        if cls.broken:
            raise RuntimeError("王师傅 13800138000")
        cls.taken.append(letter.identity)


def take(*, letter, now):
    Desk.take(letter=letter, now=now)


@pytest.fixture(autouse=True)
def _desk(settings):
    Desk.taken, Desk.broken = [], False
    settings.MAIL_RECEIVER = "tests.portal.services.test_mailbox.take"


@pytest.fixture
def now():
    return clock.now()


@pytest.fixture
def maildir(tmp_path, settings):
    for name in ("new", "cur", "tmp"):
        (tmp_path / name).mkdir()
    settings.MAILBOX_URL = f"maildir://{tmp_path}"
    return tmp_path


def put(maildir, *numbers):
    for number in numbers:
        (maildir / "new" / f"{number}.host").write_bytes(LETTER.format(number, number).encode())


def lying(maildir, where):
    return sorted(path.name for path in (maildir / where).iterdir())


def test_what_is_new_is_taken_and_marked(maildir, now):
    put(maildir, 1, 2)
    assert service.read_mailbox(now=now) == {"taken": 2}
    assert Desk.taken == ["<1@x>", "<2@x>"]
    assert lying(maildir, "new") == []
    assert lying(maildir, "cur") == ["1.host:2,S", "2.host:2,S"]
    assert service.read_mailbox(now=now) == {}


def test_the_same_letter_twice_is_taken_once(maildir, now):
    put(maildir, 1)
    service.read_mailbox(now=now)
    put(maildir, 1)
    assert service.read_mailbox(now=now) == {"taken": 1}
    assert Desk.taken == ["<1@x>"]
    assert lying(maildir, "new") == []


def test_cut_off_before_it_was_marked_it_is_not_taken_again(maildir, now, monkeypatch):
    put(maildir, 1)
    monkeypatch.setattr(mailbox, "_seen", lambda folder, path: (_ for _ in ()).throw(SystemExit))
    with pytest.raises(SystemExit):
        service.read_mailbox(now=now)
    monkeypatch.undo()
    service_again = service.read_mailbox(now=now)
    assert service_again == {"taken": 1}
    assert Desk.taken == ["<1@x>"]


def test_what_could_not_be_taken_comes_again_and_leaves_nothing_half_done(maildir, now):
    put(maildir, 1)
    Desk.broken = True
    assert service.read_mailbox(now=now) == {"waiting": 1}
    assert not Change.objects.exists()
    assert lying(maildir, "new") == ["1.host"]
    assert ReceivedLetter.objects.get().error == "RuntimeError"
    Desk.broken = False
    assert service.read_mailbox(now=now + 0.5 * MINUTE) == {"waiting": 1}
    assert Desk.taken == []
    assert service.read_mailbox(now=now + 2 * MINUTE) == {"taken": 1}
    assert Desk.taken == ["<1@x>"]


def test_it_is_given_up_visibly_and_stays_in_the_mailbox(maildir, now):
    put(maildir, 1)
    Desk.broken = True
    for minutes in (0, 2, 8, 40):
        assert service.read_mailbox(now=now + minutes * MINUTE) == {"waiting": 1}
    assert service.read_mailbox(now=now + 300 * MINUTE) == {"failed": 1}
    assert lying(maildir, "cur") == ["1.host:2,S"]
    assert ReceivedLetter.objects.troubled().get().state == "failed"


def test_one_that_breaks_holds_nobody_up(maildir, now):
    put(maildir, 1, 2)
    (maildir / "new" / "0.host").write_bytes(b"\xff\x00broken")
    assert service.read_mailbox(now=now) == {"taken": 3}


def test_one_that_cannot_even_be_opened_holds_nobody_up(maildir, now, monkeypatch):
    put(maildir, 1, 2)
    opened = service.read_letter

    def stumbles(raw):
        if b"<1@x>" in raw:
            raise RecursionError
        return opened(raw)

    monkeypatch.setattr(service, "read_letter", stumbles)
    assert service.read_mailbox(now=now) == {"waiting": 1, "taken": 1}
    assert Desk.taken == ["<2@x>"]
    assert lying(maildir, "new") == ["1.host"]
    assert ReceivedLetter.objects.troubled().get().error == "ValueError"


def test_a_missing_folder_is_said(settings, tmp_path, now):
    settings.MAILBOX_URL = f"maildir://{tmp_path}/none"
    with pytest.raises(mailbox.Unreachable):
        service.read_mailbox(now=now)


def test_without_a_mailbox_nothing_is_read(settings, now):
    settings.MAILBOX_URL = ""
    assert service.read_mailbox(now=now) == {}


class Imap(socketserver.StreamRequestHandler):
    """As much of IMAP as reading a folder needs."""

    letters: ClassVar[dict[int, bytes]] = {}
    seen: ClassVar[set[int]] = set()
    asked: ClassVar[list[str]] = []

    def say(self, text: str) -> None:
        self.wfile.write(text.encode() + b"\r\n")

    def handle(self) -> None:
        self.say("* OK ready")
        for line in self.rfile:
            tag, _, command = line.decode().strip().partition(" ")
            Imap.asked.append(command)
            if command.startswith("CAPABILITY"):
                self.say("* CAPABILITY IMAP4rev1")
            elif command.startswith("LOGIN") and "right" not in command:
                self.say(f"{tag} NO wrong")
                continue
            elif command.startswith("SELECT"):
                self.say(f"* {len(Imap.letters)} EXISTS")
            elif command.startswith("UID SEARCH"):
                left = " ".join(str(number) for number in sorted(Imap.letters.keys() - Imap.seen))
                self.say(f"* SEARCH {left}")
            elif found := re.match(r"UID FETCH (\d+)", command):
                raw = Imap.letters[int(found[1])]
                if raw:
                    self.say(f"* 1 FETCH (UID {found[1]} BODY[]<0> {{{len(raw)}}}")
                    self.wfile.write(raw + b")\r\n")
            elif found := re.match(r"UID STORE (\d+)", command):
                Imap.seen.add(int(found[1]))
            self.say(f"{tag} OK done")
            if command == "LOGOUT":
                return


@pytest.fixture
def server():
    Imap.letters = {number: LETTER.format(number, number).encode() for number in (7, 8)}
    Imap.seen, Imap.asked = set(), []
    made = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Imap)
    made.daemon_threads = True
    threading.Thread(target=made.serve_forever, daemon=True).start()
    yield made.server_address[1]
    made.shutdown()
    made.server_close()


def test_a_mail_server_is_read(server, settings, now):
    settings.MAILBOX_URL = f"imap://desk%40x:right@127.0.0.1:{server}/INBOX"
    assert service.read_mailbox(now=now) == {"taken": 2}
    assert Desk.taken == ["<7@x>", "<8@x>"]
    assert Imap.seen == {7, 8}
    assert service.read_mailbox(now=now) == {}


def test_one_that_somebody_took_away_meanwhile_becomes_no_empty_letter(server, settings, now):
    settings.MAILBOX_URL = f"imap://desk:right@127.0.0.1:{server}"
    Imap.letters[7] = b""
    assert service.read_mailbox(now=now) == {"taken": 1}
    assert (Desk.taken, Imap.seen) == (["<8@x>"], {8})


def test_what_could_not_be_taken_stays_unseen_on_the_server(server, settings, now):
    settings.MAILBOX_URL = f"imap://desk:right@127.0.0.1:{server}"
    Desk.broken = True
    service.read_mailbox(now=now)
    assert Imap.seen == set()
    assert not any("BODY[]" in command for command in Imap.asked)


@pytest.mark.parametrize("address", ["imap://a:wrong@127.0.0.1:{}", "imap://a:right@127.0.0.1:9", "pop://x"])
def test_a_server_that_cannot_be_read_is_said_without_the_password(server, settings, now, address):
    settings.MAILBOX_URL = address.format(server)
    with pytest.raises(mailbox.Unreachable) as error:
        service.read_mailbox(now=now)
    assert "wrong" not in str(error.value)
