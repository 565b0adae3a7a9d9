"""Large files that come in parts over bad networks. What is here stays here: through cuts, reloads and restarts.

Bytes go straight to the disk, at most one block of them is in memory. The row's `offset` says how far the file is good;
what lies behind it on the disk is overwritten by the next part.
"""

from __future__ import annotations

import contextlib
import datetime
import fcntl
import hashlib
import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import F, Q

from portal.rules import file_types
from portal.services.refusal import Refused

from ..models import Case, EvidenceItem, Upload
from ..rules import evidence as rules
from ..rules.access import Action
from .evidence import add_evidence
from .trail import guard

if TYPE_CHECKING:
    from portal.models import Person

KEEP = datetime.timedelta(days=7)
"""An upload nobody has gone on with for so long is given up."""
MOST_OPEN = 30
"""Unfinished uploads of one person."""
BLOCK = 2**20
COMMIT = 8 * 2**20
"""Bytes after which a long part counts, whatever becomes of the rest."""
LARGEST_CHECKED = 32 * 2**20
"""Bytes of a part that comes with a checksum: it counts whole or not at all."""
_STUCK = datetime.timedelta(minutes=2)
_SPARE = 2**30
_State = Upload.State


class Overtaken(Exception):
    """Somebody else has gone on with this upload, or it is not at the offset that was named (409)."""


class Corrupt(Exception):
    """A part did not arrive as it was sent (460)."""


def begin_upload(
    *,
    case: Case,
    by: Person,
    name: str,
    size: int,
    now: datetime.datetime,
    fingerprint: str = "",
    sha256: str = "",
) -> Upload:
    """A place for a file of `size` bytes; the one begun already when the same person comes with the same fingerprint.

    Refused when it is too large, the disk too full, or too many lie about.
    """
    guard(case, by, Action.EVIDENCE)
    if not 0 < size <= rules.LARGEST:
        raise Refused(f"一个文件最多 {rules.LARGEST // 2**30} GB", "file")
    mine = Upload.objects.filter(by=by, state__in=Upload.UNFINISHED)
    if fingerprint and (known := mine.filter(case=case, fingerprint=fingerprint[:200], size=size).first()):
        return known
    if mine.count() >= MOST_OPEN:
        raise Refused(f"您有 {MOST_OPEN} 个没传完的文件，先传完或者放弃几个", "file")
    folder = Path(settings.UPLOADS_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    if shutil.disk_usage(folder).free < size + _SPARE:
        raise Refused("服务器的磁盘快满了，放不下这个文件。请告诉管理员。", "file")
    upload = Upload.objects.create(
        case=case,
        by=by,
        name=file_types.clean_name(name, ""),
        size=size,
        sha256=sha256.lower() if len(sha256) == 64 else "",
        fingerprint=fingerprint[:200],
        created_at=now,
        touched_at=now,
    )
    part_of(upload).touch()
    return upload


def part_of(upload: Upload) -> Path:
    return Path(settings.UPLOADS_DIR) / f"{upload.key}.part"


def settle(upload: Upload) -> int:
    """How far it is. After a power cut the disk may have less than the row says, or nothing at all."""
    upload.refresh_from_db()
    if upload.state == _State.OPEN:
        path = part_of(upload)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
        here = path.stat().st_size
        if here < upload.offset:
            Upload.objects.filter(pk=upload.pk, offset=upload.offset).update(offset=here)
            upload.offset = here
    return upload.offset


def receive(
    *,
    upload: Upload,
    offset: int,
    read: Callable[[int], bytes],
    length: int,
    now: datetime.datetime,
    checksum: tuple[str, bytes] | None = None,
) -> int:
    """Take the part that begins at `offset`; how far the file is then. `read` gives b"" at its end or where it is cut.

    `checksum` is (sha1 or sha256, digest): such a part counts whole or not at all (Corrupt). Overtaken when the file
    is elsewhere by now; Refused when it is too much or of a type that is not taken.
    """
    if offset + length > upload.size:
        raise Refused("传来的比说好的多", "file")
    if checksum and length > LARGEST_CHECKED:
        raise Refused("带校验的一段太长", "file")
    turn = secrets.randbelow(2**31)
    here = Upload.objects.filter(pk=upload.pk, state=_State.OPEN)
    if settle(upload) != offset or not here.filter(offset=offset).update(turn=turn, touched_at=now):
        raise Overtaken
    here = here.filter(turn=turn)
    digest = hashlib.new(checksum[0], usedforsecurity=False) if checksum else None
    at, good = offset, offset
    with part_of(upload).open("r+b", buffering=0) as file:
        while at - offset < length and (block := read(min(BLOCK, length - (at - offset)))):
            with _alone(file.fileno()):
                if not here.exists():
                    raise Overtaken
                os.pwrite(file.fileno(), block, at)
            at += len(block)
            if digest:
                digest.update(block)
            elif at - good >= COMMIT:
                good = _commit(here, file.fileno(), at, now)
        if checksum and digest and digest.digest() != checksum[1]:
            raise Corrupt
        _commit(here, file.fileno(), at, now)
    upload.refresh_from_db()
    _look_at_head(upload, now)
    if at == upload.size:
        Upload.objects.filter(pk=upload.pk, state=_State.OPEN, turn=turn).update(state=_State.WHOLE)
    return at


@contextlib.contextmanager
def _alone(descriptor: int) -> Iterator[None]:
    """Nobody else writes, and nobody takes the file away."""
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.flock(descriptor, fcntl.LOCK_UN)


def _commit(here: Any, descriptor: int, at: int, now: datetime.datetime) -> int:
    os.fsync(descriptor)
    if not here.update(offset=at, touched_at=now):
        raise Overtaken
    return at


def _look_at_head(upload: Upload, now: datetime.datetime) -> None:
    """Once its beginning is here: 2 GB of something that will not be taken need not come. Archives are seen whole."""
    if upload.checked or upload.offset < min(file_types.HEAD, upload.size):
        return
    with part_of(upload).open("rb") as file:
        head = file.read(file_types.HEAD)
    if head.startswith(b"PK\x03\x04") or file_types.sniff(head, name=upload.name) in rules.ANY:
        Upload.objects.filter(pk=upload.pk).update(checked=True)
        return
    words = "认不出这个文件是什么：只收照片、录像、录音、PDF、Word、Excel"
    Upload.objects.filter(pk=upload.pk).update(state=_State.REFUSED, error=words, touched_at=now)
    part_of(upload).unlink(missing_ok=True)
    raise Refused(words, "file")


def finish_upload(
    *, upload: Upload, by: Person, kind: str, what: str, now: datetime.datetime, **facts: Any
) -> EvidenceItem:
    """Make evidence of a file that is here whole; done once, however often it is asked for.

    Refused while parts are missing, while somebody else is at it, and for what `add_evidence` refuses.
    """
    if upload.by_id != by.pk:
        raise Refused("这个文件是别人传的", "file")
    guard(upload.case, by, Action.EVIDENCE)
    item = EvidenceItem.objects.filter(key=upload.key).first()
    if item is None:
        item = _take(upload, by, kind, what, now, facts)
    Upload.objects.filter(pk=upload.pk).update(state=_State.DONE, item=item, touched_at=now)
    part_of(upload).unlink(missing_ok=True)
    return item


def _take(
    upload: Upload, by: Person, kind: str, what: str, now: datetime.datetime, facts: dict[str, Any]
) -> EvidenceItem:
    rows = Upload.objects.filter(pk=upload.pk)
    ready = Q(state=_State.WHOLE) | Q(state=_State.TAKEN, touched_at__lt=now - _STUCK)
    ready |= Q(state=_State.OPEN, offset=F("size"))  # the last part was cut off before it could say so
    if not rows.filter(ready).update(state=_State.TAKEN, touched_at=now, turn=secrets.randbelow(2**31)):
        upload.refresh_from_db()
        told = {_State.TAKEN: "正在收，请等几秒再看", _State.REFUSED: upload.error}
        raise Refused(told.get(_State(upload.state), f"{upload.name} 还没有传完"), "file")
    path = part_of(upload)
    try:
        with path.open("rb") as file, _alone(file.fileno()):
            pass  # whoever was writing has seen by now that the file is taken
        return add_evidence(
            case=upload.case,
            by=by,
            key=upload.key,
            kind=kind,
            what=what,
            now=now,
            file=path,
            name=upload.name,
            sha256=upload.sha256,
            **facts,
        )
    except FileNotFoundError:
        rows.filter(state=_State.TAKEN).update(state=_State.OPEN, offset=0)
        raise Refused("服务器上传到的部分不见了，请再选一次同一个文件", "file") from None
    except BaseException:
        rows.filter(state=_State.TAKEN).update(state=_State.WHOLE)
        raise


def give_up(*, upload: Upload) -> None:
    """Throw away what is here of an unfinished one."""
    if Upload.objects.filter(pk=upload.pk, state__in=[_State.OPEN, _State.WHOLE, _State.REFUSED]).delete()[0]:
        part_of(upload).unlink(missing_ok=True)


def sweep_uploads(*, now: datetime.datetime) -> int:
    """Forget uploads that nobody touched for KEEP, and files of which no row knows; how many files went."""
    old = Upload.objects.filter(touched_at__lt=now - KEEP)
    old.delete()
    known = {f"{key}.part" for key in Upload.objects.values_list("key", flat=True)}
    gone = 0
    for path in Path(settings.UPLOADS_DIR).glob("*"):
        young = path.stat().st_mtime > (now - datetime.timedelta(hours=1)).timestamp()
        if path.name not in known and not young:
            path.unlink(missing_ok=True)
            gone += 1
    return gone
