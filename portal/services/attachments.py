"""Keeping private files. What came in is never changed; what is shown of a picture is a copy without its EXIF."""

from __future__ import annotations

import contextlib
import datetime
import hashlib
import os
import uuid
import zipfile
from collections.abc import Callable, Collection
from functools import partial
from pathlib import Path
from typing import IO, Any, cast

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.core.files.base import File as DjangoFile
from django.db import models, transaction
from django.utils.module_loading import import_string
from filer.models import File

from ..models import Attachment, Person
from ..rules import file_types
from . import pictures
from .refusal import Refused

_PIECE = 1024 * 1024


def keep_file(
    *,
    by: Person | None,
    file: DjangoFile | bytes | Path,
    name: str,
    allowed: Collection[str],
    limit: int,
    now: datetime.datetime,
    owner: models.Model | None = None,
    is_sample: bool = False,
    sha256: str = "",
    made_as: str = "",
    key: uuid.UUID | None = None,
) -> Attachment:
    """Keep an upload, or a result of our own, in private storage. `allowed` are MIME types, `limit` is in bytes.

    The type is read from the content; a picture must open to its end. Refused, in words for the uploader, otherwise.
    `owner` is the row it belongs to, which may come later (`give_file`): until then its uploader alone reads it.
    A path is a file of our own: it is linked into the store without a copy, and whoever gave it takes it away after
    the commit. `sha256` is what it has to be. `made_as` is the type of what we made ourselves, which is not looked at.
    With a `key` of the caller's, `forget_bytes` finds what a killed process left of it.
    """
    with contextlib.ExitStack() as open_files:
        if isinstance(file, Path):
            file = open_files.enter_context(_Linked(file))
        source: DjangoFile = ContentFile(file) if isinstance(file, bytes) else file
        mime = made_as or _check(source, name, allowed, limit)
        digest, sha1 = _digests(source)
        if sha256 and digest != sha256:
            raise Refused("传到的文件和发出的不一样，请再传一次。", "file")
        return _store(by, source, name, mime, now, owner, is_sample, (digest, sha1), key or uuid.uuid4())


def _store(
    by: Person | None,
    source: DjangoFile,
    name: str,
    mime: str,
    now: datetime.datetime,
    owner: models.Model | None,
    is_sample: bool,
    digests: tuple[str, str],
    key: uuid.UUID,
) -> Attachment:
    stored = File(original_filename=file_types.clean_name(name, mime), owner=by, is_public=False)
    # Given afterwards with this hint, or the library reads the file again in pieces of 100 MB.
    stored._file_data_changed_hint = False
    content = DjangoFile(_bare(source), name=f"{key}{file_types.TYPES[mime].ending}")
    if isinstance(source, _Linked) and (link := source.link()):
        content.temporary_file_path = lambda: str(link)  # type: ignore[attr-defined]
    stored.file = content
    stored._file_size, stored.sha1, stored.mime_type = source.size, digests[1], mime
    try:
        with transaction.atomic():
            stored.save()
            return Attachment.objects.create(
                key=key,
                file=stored,
                name=stored.original_filename,
                mime=mime,
                size=source.size,
                sha256=digests[0],
                uploaded_by=by,
                is_sample=is_sample or bool(by and by.is_sample),
                created_at=now,
                **_owned(owner),
            )
    except BaseException:
        with contextlib.suppress(OSError):
            stored.file.delete(save=False)
        raise


class _Linked(DjangoFile):
    """A file of our own that is taken into the store by a second name for the same bytes."""

    def __init__(self, path: Path) -> None:
        super().__init__(path.open("rb"), name=path.name)
        self.path = path

    def link(self) -> Path | None:
        """The second name; None where the disk knows no such thing, so that the bytes are copied."""
        second = self.path.with_name(f"{uuid.uuid4().hex}.link")
        try:
            os.link(self.path, second)
        except OSError:
            return None
        return second


def check_file(*, file: bytes, name: str, allowed: Collection[str], limit: int) -> str:
    """The type of what could be kept; Refused, in words for the uploader, for what could not."""
    return _check(ContentFile(file), name, allowed, limit)


def _bare(source: DjangoFile) -> IO[bytes]:
    """The stream below an upload, at its beginning."""
    source.seek(0)
    return cast(IO[bytes], source.file)


def _check(source: DjangoFile, name: str, allowed: Collection[str], limit: int) -> str:
    if not source.size:
        raise Refused("这个文件是空的。", "file")
    if source.size > limit:
        words = file_types.size_words
        raise Refused(f"文件太大：最多 {words(limit)}，这个有 {words(source.size)}。", "file")
    stream = _bare(source)
    mime = file_types.sniff(stream.read(file_types.HEAD), members=_members(stream), name=name)
    if mime not in allowed:
        raise Refused(_why_not(mime, allowed), "file")
    if mime in file_types.PICTURES:
        stream.seek(0)
        pictures.check_picture(stream, mime)
    return mime


def _members(stream: IO[bytes]) -> list[str]:
    stream.seek(0)
    if stream.read(4) != b"PK\x03\x04":
        return []
    try:
        with zipfile.ZipFile(stream) as archive:
            return archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError, RuntimeError):
        return []


def _why_not(mime: str, allowed: Collection[str]) -> str:
    wanted = file_types.words(allowed)
    if mime == file_types.OLD_OFFICE and file_types.XLSX in allowed:
        return "这是旧格式的表格，或者设了密码。请在 Excel 里去掉密码，另存为 .xlsx 再传。"
    if mime in file_types.TYPES:
        return f"这里只收{wanted}，这个文件是{file_types.TYPES[mime].word}。"
    return f"这里只收{wanted}，认不出这个文件是什么。改后缀没有用，请换一个文件。"


def _digests(source: DjangoFile) -> tuple[str, str]:
    """SHA-256, which is ours, and SHA-1, which the library wants, of one reading."""
    ours, theirs, stream = hashlib.sha256(), hashlib.sha1(usedforsecurity=False), _bare(source)
    for piece in iter(partial(stream.read, _PIECE), b""):
        ours.update(piece)
        theirs.update(piece)
    return ours.hexdigest(), theirs.hexdigest()


def _owned(owner: models.Model | None) -> dict[str, Any]:
    if owner is None:
        return {}
    return {"owner_type": ContentType.objects.get_for_model(owner), "owner_id": owner.pk}


@transaction.atomic
def give_file(*, attachment: Attachment, owner: models.Model) -> Attachment:
    """Say to which row it belongs; from now on that row's app decides who reads it. An owner is given once."""
    given = Attachment.objects.filter(pk=attachment.pk, owner_type__isnull=True).update(**_owned(owner))
    attachment.refresh_from_db()
    if not given and attachment.owner != owner:
        raise Refused("这个文件已经属于别处。", "file")
    return attachment


def may_read(attachment: Attachment, user: Person | AnonymousUser) -> bool:
    """Its uploader, and whomever the guard of its owner's model lets in (FILE_GUARDS).

    Of what is shown elsewhere (FILES_SHOWN_ELSEWHERE) the guard alone decides.
    """
    uploader = user.is_authenticated and user.is_active and attachment.uploaded_by_id == user.pk
    if attachment.owner_type is None:
        return uploader
    model = f"{attachment.owner_type.app_label}.{attachment.owner_type.model}"
    if uploader and model not in settings.FILES_SHOWN_ELSEWHERE:
        return True
    guard = settings.FILE_GUARDS.get(model)
    return bool(guard and import_string(guard)(attachment, user))


def original(attachment: Attachment) -> IO[bytes]:
    """The bytes as they came in, open for reading. For evidence and exports, where EXIF belongs to it."""
    opened: IO[bytes] = attachment.file.file.storage.open(attachment.file.file.name)
    return opened


def shown(attachment: Attachment) -> IO[bytes]:
    """What people get to see, open for reading: of a picture a clean copy, made once; of anything else the original.

    Recordings and films are shown as they are: phones seldom write a place into them.
    """
    if attachment.mime not in file_types.PICTURES:
        return original(attachment)
    return _made_once(_copy(attachment), lambda: _from_original(attachment, pictures.shown_copy))


def thumbnail(attachment: Attachment) -> IO[bytes]:
    """A JPEG of a picture, at most THUMBNAIL pixels wide and high, made once. ValueError for what is no picture."""
    if attachment.mime not in file_types.PICTURES:
        raise ValueError(f"no thumbnail of {attachment.mime}")
    return _made_once(_thumbnail(attachment), lambda: _from_original(attachment, pictures.small_copy))


def _from_original(attachment: Attachment, make: Callable[[IO[bytes], str], bytes]) -> bytes:
    with original(attachment) as stream:
        return make(stream, attachment.mime)


def _made_once(copy: Path, make: Callable[[], bytes]) -> IO[bytes]:
    if not copy.exists():
        made = make()
        copy.parent.mkdir(parents=True, exist_ok=True)
        fresh = copy.with_suffix(f".{uuid.uuid4().hex}")
        fresh.write_bytes(made)
        fresh.replace(copy)
    return copy.open("rb")


def _copy(attachment: Attachment) -> Path:
    ending = file_types.TYPES[pictures.shown_mime(attachment.mime)].ending
    return Path(settings.SHOWN_DIR) / attachment.key.hex[:2] / f"{attachment.key}{ending}"


def _thumbnail(attachment: Attachment) -> Path:
    return Path(settings.SHOWN_DIR) / attachment.key.hex[:2] / f"{attachment.key}.small.jpg"


@transaction.atomic
def drop_files(rows: models.QuerySet[Attachment]) -> int:
    """Delete these for good, from the disk as well once the transaction is through; how many."""
    gone = list(rows.select_related("file"))
    Attachment.objects.filter(pk__in=[row.pk for row in gone]).delete()
    File.objects.filter(pk__in=[row.file_id for row in gone]).delete()
    transaction.on_commit(partial(_erase, gone))
    return len(gone)


def _erase(gone: list[Attachment]) -> None:
    for row in gone:
        with contextlib.suppress(OSError):
            row.file.file.storage.delete(row.file.file.name)
            if row.mime in file_types.PICTURES:
                _copy(row).unlink(missing_ok=True)
                _thumbnail(row).unlink(missing_ok=True)


def forget_bytes(*, key: uuid.UUID) -> int:
    """Delete what lies on the disk under a key that no row bears; how many files. ValueError when one does."""
    if Attachment.objects.filter(key=key).exists():
        raise ValueError(f"attachment {key} is there")
    root = Path(settings.FILER_STORAGES["private"]["main"]["OPTIONS"]["location"])
    found = [*root.rglob(f"{key}.*"), *(Path(settings.SHOWN_DIR) / key.hex[:2]).glob(f"{key}.*")]
    for path in found:
        path.unlink(missing_ok=True)
    return len(found)


def strays(*, now: datetime.datetime) -> list[Path]:
    """Files on the disk that no row knows, older than a day: what a transaction that was rolled back left behind."""
    root = Path(settings.FILER_STORAGES["private"]["main"]["OPTIONS"]["location"])
    before = (now - datetime.timedelta(days=1)).timestamp()
    old = [path for path in root.rglob("*") if path.is_file() and path.stat().st_mtime < before]
    names = [path.relative_to(root).as_posix() for path in old]
    known: set[str] = set()
    for start in range(0, len(names), 500):
        known |= set(File.objects.filter(file__in=names[start : start + 500]).values_list("file", flat=True))
    return [path for path, name in zip(old, names, strict=True) if name not in known]
