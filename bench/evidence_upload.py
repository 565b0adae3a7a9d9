"""A film of 500 MB over a connection that is cut ten times: it arrives whole, and the web processes stay small.

The real gunicorn, started as `./mingbai start` does; the client speaks tus over a bare socket that it resets in the
middle of a part.
"""

from __future__ import annotations

import base64
import hashlib
import http.client
import json
import os
import random
import re
import socket
import struct
import tempfile
import time
import uuid
from pathlib import Path

from bench import Figure, server
from launch.maven import cache

MEGABYTES = 500
CUTS = 10
WORKERS = 2
LIMIT_MEGABYTES = 300
_LINE = 2**18


class Phone:
    """Signed in through the form; keeps its cookies and its token."""

    def __init__(self, port: int) -> None:
        self.site = server.Server(port, 0)
        self.port = port
        self.site.sign_in("13800000003", "shili-laowu-1")
        self.token = ""

    def page(self, path: str) -> None:
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.site.get(path))
        assert found, "no form"
        self.token = found[1]

    def headers(self, **more: str) -> dict[str, str]:
        cookies = "; ".join(f"{name}={value}" for name, value in self.site.cookies.items())
        here = f"127.0.0.1:{self.port}"
        own = {"Host": here, "Origin": f"http://{here}", "Cookie": cookies, "X-CSRFToken": self.token}
        return own | {name.replace("_", "-"): value for name, value in more.items()}

    def ask(self, method: str, path: str, **headers: str) -> http.client.HTTPResponse:
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        link.request(method, path, headers=self.headers(**headers) | {"Content-Length": "0"})
        answer = link.getresponse()
        answer.read()
        link.close()
        return answer

    def send(self, path: str, film: Path, offset: int, until: int | None) -> None:
        """Send everything from `offset` on as one part; reset the connection at `until`, if it is given."""
        size = film.stat().st_size
        told = self.headers(
            Upload_Offset=str(offset),
            Content_Type="application/offset+octet-stream",
            Content_Length=str(size - offset),
            Tus_Resumable="1.0.0",
            Connection="close",
        )
        head = f"PATCH {path} HTTP/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in told.items()) + "\r\n"
        with socket.create_connection(("127.0.0.1", self.port), timeout=120) as link, film.open("rb") as stream:
            link.sendall(head.encode())
            stream.seek(offset)
            while stream.tell() < (until or size):
                link.sendall(stream.read(min(_LINE, (until or size) - stream.tell())))
            if until is None:
                assert b" 204 " in link.recv(200), "the last part was not taken"
                return
            link.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # no farewell: a reset

    def offset(self, path: str) -> int:
        answer = self.ask("HEAD", path)
        assert answer.status == 200, answer.status
        return int(answer.headers["Upload-Offset"])


def main() -> list[Figure]:
    cache().mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="upload-", dir=cache()) as folder:
        var = Path(folder)
        for command in ("migrate", "ensure_groups", "collectstatic --no-input", "load_sample"):
            server.manage(var, *command.split(), "-v", "0")
        number = server.manage(var, "shell", "-c", "from bench.evidence_upload import open_one; open_one()").split()[-1]
        film = var / "film.mp4"
        digest = _film(film)
        port = server.free_port()
        process = server.launch(
            var, "portal.wsgi:application", "portal.settings.development", port=port, workers=WORKERS
        )
        try:
            return _walk(Phone(port), film, digest, number, var, process.pid)
        finally:
            process.terminate()
            process.wait(30)


def _film(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("wb") as file:
        for count in range(MEGABYTES):
            piece = os.urandom(2**20)
            piece = b"\x00\x00\x00\x18ftypisom" + piece[12:] if count == 0 else piece
            digest.update(piece)
            file.write(piece)
    return digest.hexdigest()


def _walk(phone: Phone, film: Path, digest: str, number: str, var: Path, master: int) -> list[Figure]:
    home, size = f"/cases/{number}/evidence/", film.stat().st_size
    phone.page(home)
    said = {"filename": "现场.mp4", "sha256": digest}
    metadata = ",".join(f"{name} {base64.b64encode(value.encode()).decode()}" for name, value in said.items())
    begun = phone.ask("POST", home + "uploads/", Upload_Length=str(size), Upload_Metadata=metadata)
    assert begun.status == 201, begun.status
    address = begun.headers["Location"]
    draw, began, sent, offset = random.Random(3), time.monotonic(), 0, 0
    cuts = sorted(draw.sample(range(2**20, size - 2**20), CUTS))
    for until in [*cuts, None]:
        phone.send(address, film, offset, until)
        sent += (until or size) - offset
        if until is not None:
            offset = _settled(phone, address)
            assert offset <= until
    seconds = time.monotonic() - began
    assert phone.offset(address) == size
    key = address.rstrip("/").rpartition("/")[2]
    form = {"key": str(uuid.uuid4()), "kind": "video", "what": "现场录像", "uploads": key}
    began = time.monotonic()
    phone.site.post(home, form | {"csrfmiddlewaretoken": phone.token})
    taken = time.monotonic() - began
    answer = server.manage(var, "shell", "-c", "from bench.evidence_upload import told; told()")
    kept = json.loads(answer.splitlines()[-1])
    assert kept == {"sha256": digest, "size": size, "faults": []}, kept
    peak = max(_peak(pid) for pid in server.children(master))
    return [
        Figure("size", size / 1e6, "MB"),
        Figure("cuts", CUTS, "", least=CUTS),
        Figure("sent twice because of the cuts", (sent - size) / 1e6, "MB"),
        Figure("sending", size / 1e6 / seconds, "MB/s"),
        Figure("taking it in, hashed", taken, "s"),
        Figure("peak memory of the larger web process", peak, "MB", LIMIT_MEGABYTES),
    ]


def _settled(phone: Phone, address: str) -> int:
    """How far it is, once the server has noticed that the connection is gone."""
    known, still = -1, 0
    while still < 3:
        offset = phone.offset(address)
        still = still + 1 if offset == known else 0
        known = offset
        time.sleep(0.1)
    return known


def _peak(pid: int) -> float:
    """The most that was ever resident, in units of 1,000,000 bytes."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    assert found
    return int(found[1]) * 1024 / 1e6


def open_one() -> None:
    """For `manage.py shell -c`: a case of the sample's labour manager; prints its number."""
    from cases.services.opening import open_case, projects_to_report
    from portal import clock
    from portal.models import Person

    by = Person.objects.get(username="shili-qian") if Person.objects.filter(username="shili-qian").exists() else None
    by = by or Person.objects.filter(phone="+8613800000003").get()
    project = projects_to_report(by).first()
    now = clock.now()
    case = open_case(by=by, key=uuid.uuid4(), kind="DTH", project=project, text="坠落", known_at=now, now=now)
    print(case.number)


def told() -> None:
    """For `manage.py shell -c`: what was kept, and whether the ledger agrees."""
    from cases.models import EvidenceItem
    from cases.services.evidence_check import verify

    kept = EvidenceItem.objects.get().attachment
    assert kept is not None
    print(json.dumps({"sha256": kept.sha256, "size": kept.size, "faults": [str(one) for one in verify().faults]}))
