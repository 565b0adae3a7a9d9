"""All evidence of a case as one ZIP that anyone can check with standard tools: originals, ledger, hashes, a sheet."""

from __future__ import annotations

import csv
import datetime
import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone

from portal import printing
from portal.models import Attachment, Job, Person
from portal.rules import file_types
from portal.services import attachments
from portal.services.jobs import Report, start_job
from portal.services.refusal import Refused

from ..models import Case, EvidenceEntry, EvidenceItem
from ..rules.access import Action
from .evidence_check import ledger_faults
from .trail import guard, note

KIND = "cases.evidence_bundle"
KEEP = datetime.timedelta(days=7)
"""A bundle is a copy of everything: it is not kept longer than it takes to fetch it."""
_PIECE = 2**20
_CHECKER = Path(__file__).resolve().parent.parent / "content" / "check_chain.py"
_COLUMNS = {
    "number": "编号",
    "kind": "种类",
    "what": "是什么",
    "taken_at": "时间",
    "place": "地点",
    "recorder": "谁拍、谁记",
    "device": "设备",
    "holder": "现在谁保管",
    "sealed": "封存标记",
    "file": "包里的文件",
    "name": "原来的文件名",
    "size": "字节数",
    "sha256": "SHA-256",
}


@transaction.atomic
def start_bundle(*, case: Case, by: Person, now: datetime.datetime) -> Job:
    """Queue the bundle of a case; asked twice while it is being made, the same job answers."""
    guard(case, by, Action.EXPORT)
    if not case.evidence.exists():
        raise Refused("这件案子还没有证据")
    params = {"case": case.pk}
    if known := Job.objects.open().filter(by=by, kind=KIND, params=params).first():
        return known
    return start_job(kind=KIND, by=by, params=params, now=now, title=f"{case.number}：证据包", is_sample=case.is_sample)


def run_bundle(job: Job, report: Report) -> None:
    """Runner of jobs of kind cases.evidence_bundle. Run again, it begins anew and leaves one file."""
    case = Case.objects.select_related("project").filter(pk=job.params["case"]).first()
    if job.by is None or not job.by.is_active or case is None:
        raise Refused("发起人或者案件已经不在了。")
    guard(case, job.by, Action.EXPORT)
    folder = Path(settings.UPLOADS_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"bundle-{job.pk}-{job.tries}.zip"
    try:
        count = write_bundle(case, path, now=report.now(), alive=report)
        kept = _keep(job, case, job.by, path, report.now(), count)
    finally:
        path.unlink(missing_ok=True)
    report(result=kept, note=f"{count} 件证据都在里面，解开以后照“verification.pdf”核对。")


def write_bundle(case: Case, path: Path, *, now: datetime.datetime, alive: Callable[..., object]) -> int:
    """Write the ZIP; how many items there are in it. Refused when an item or a file is not what the ledger says.

    `alive` is called as a job's report is, several times a minute.
    """
    items, entries = _standing(case)
    alive(done=0, total=len(items), note="正在收原件")
    sums: dict[str, str] = {}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for done, item in enumerate(items, 1):
            if item.attachment is not None:
                sums[file_in(item)] = _add_original(archive, item, partial(alive, done=done - 1))
            alive(done=done)
        manifest = manifest_of(case, items, entries, now)
        small = {
            "manifest.json": json.dumps(manifest, ensure_ascii=False, indent=1).encode(),
            "manifest.csv": _table(manifest["items"]),
            "check_chain.py": _CHECKER.read_bytes(),
        }
        small["verification.pdf"] = _sheet(case, manifest, small, now, alive)
        for name, content in small.items():
            archive.writestr(name, content)
            sums[name] = hashlib.sha256(content).hexdigest()
        archive.writestr("SHA256SUMS", "".join(f"{digest}  {name}\n" for name, digest in sums.items()))
    return len(items)


@transaction.atomic
def _standing(case: Case) -> tuple[list[EvidenceItem], list[EvidenceEntry]]:
    """Items and entries of one moment: whoever enters evidence waits for the lock of the case."""
    Case.objects.select_for_update().only("pk").get(pk=case.pk)
    if wrong := ledger_faults(case):
        raise Refused(f"台账有 {len(wrong)} 处不符，先让管理员核验。")
    items = list(case.evidence.select_related("attachment__file").order_by("number"))
    return items, list(case.evidence_entries.select_related("case", "item").order_by("seq"))


def file_in(item: EvidenceItem) -> str:
    """Where its file lies in the bundle: plain letters, which every unpacker leaves alone. "" without a file."""
    if item.attachment is None:
        return ""
    return f"originals/{item.number:03d}{file_types.TYPES[item.attachment.mime].ending}"


def _add_original(archive: zipfile.ZipFile, item: EvidenceItem, alive: Callable[[], object]) -> str:
    """Stream it in; its SHA-256."""
    kept = item.attachment
    assert kept is not None  # noqa: S101 whoever calls has looked
    digest = hashlib.sha256()
    stamp = timezone.localtime(item.added_at).timetuple()[:6]
    name = zipfile.ZipInfo(file_in(item), (max(stamp[0], 1980), *stamp[1:]))
    try:
        source: IO[bytes] = attachments.original(kept)
    except FileNotFoundError:
        raise Refused(f"证据 {item.number} 的文件不在了，先让管理员核验。") from None
    with source, archive.open(name, "w", force_zip64=True) as target:
        for count, piece in enumerate(iter(partial(source.read, _PIECE), b"")):
            digest.update(piece)
            target.write(piece)
            if count % 64 == 63:
                alive()
    if digest.hexdigest() != kept.sha256:
        raise Refused(f"证据 {item.number} 的文件和入账时不一样，先让管理员核验。")
    return kept.sha256


def manifest_of(
    case: Case, items: list[EvidenceItem], entries: list[EvidenceEntry], now: datetime.datetime
) -> dict[str, Any]:
    """What manifest.json holds: items, entries with what was hashed, and the last hash."""
    return {
        "case": case.number,
        "made_at": timezone.localtime(now).isoformat(timespec="seconds"),
        "chain": "hash = SHA-256(before + LF + facts as JSON, sorted keys, no spaces, UTF-8)",
        "items": [_told(item) for item in items],
        "entries": [{"facts": row.facts(), "before": row.before, "hash": row.hash} for row in entries],
        "head": entries[-1].hash if entries else "",
    }


def _told(item: EvidenceItem) -> dict[str, Any]:
    kept = item.attachment
    taken = timezone.localtime(item.taken_at).isoformat(timespec="seconds") if item.taken_at else ""
    return {
        "number": item.number,
        "kind": item.get_kind_display(),
        "what": item.what,
        "taken_at": taken,
        "place": item.place,
        "recorder": item.recorder,
        "device": item.device,
        "holder": item.holder,
        "sealed": item.sealed,
        "file": file_in(item),
        "name": kept.name if kept else "",
        "size": kept.size if kept else 0,
        "sha256": kept.sha256 if kept else "",
    }


def _table(items: list[dict[str, Any]]) -> bytes:
    """For Excel: with a mark of UTF-8, and no cell that it would take for a formula."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(_COLUMNS.values())
    writer.writerows([list(_cells(item)) for item in items])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _cells(item: dict[str, Any]) -> Iterator[str]:
    for name in _COLUMNS:
        text = str(item[name])
        yield f"'{text}" if text[:1] in set("=+-@＝＋－＠\t\r") else text


def _sheet(
    case: Case, manifest: dict[str, Any], files: dict[str, bytes], now: datetime.datetime, alive: Callable[[], object]
) -> bytes:
    held = [item for item in manifest["items"] if item["file"]]
    data = {
        "case": case.number,
        "project": case.project.name,
        "made": f"{timezone.localtime(now):%Y年%m月%d日 %H:%M}",
        "sample": case.is_sample,
        "items": [
            [str(one["number"]), one["kind"], one["what"], one["holder"], one["file"], str(one["size"]), one["sha256"]]
            for one in manifest["items"]
        ],
        "files": len(held),
        "size": file_types.size_words(sum(one["size"] for one in held)),
        "entries": len(manifest["entries"]),
        "head": manifest["head"],
        "manifest": hashlib.sha256(files["manifest.json"]).hexdigest(),
    }
    return printing.pdf("cases/print/evidence.typ", data, alive=alive)


def _keep(job: Job, case: Case, by: Person, path: Path, now: datetime.datetime, count: int) -> Attachment:
    """The result of this job. Hashing it takes a while, so it is kept before the transaction that hands it in."""
    kept = attachments.keep_file(
        by=None,  # nobody's upload: whether they may still have it is asked each time
        file=path,
        name=f"证据包-{case.number}-{timezone.localtime(now):%Y%m%d}.zip",
        allowed=(),
        limit=0,
        now=now,
        is_sample=job.is_sample,
        made_as=file_types.ZIP,
    )
    with transaction.atomic():
        of_jobs = ContentType.objects.get_for_model(Job)
        attachments.drop_files(Attachment.objects.filter(owner_type=of_jobs, owner_id=job.pk))
        attachments.give_file(attachment=kept, owner=job)
        note(case=case, verb="export", by=by, at=now, evidence=count, sha=kept.sha256)
    return kept


def sweep_bundles(*, now: datetime.datetime) -> int:
    """Drop bundles made more than KEEP ago; how many."""
    jobs = Job.objects.filter(kind=KIND).values("pk")
    old = Attachment.objects.filter(owner_type=ContentType.objects.get_for_model(Job), owner_id__in=jobs)
    return attachments.drop_files(old.filter(created_at__lt=now - KEEP))
