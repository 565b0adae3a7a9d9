"""Kinds of evidence, what their files may be, and what a ledger says of an item after all its entries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from portal.rules import file_types

PHOTO, VIDEO, AUDIO, DOCUMENT, OBJECT = "photo", "video", "audio", "document", "object"
LARGEST = 2 * 2**30
"""Bytes of one file."""
LARGEST_IN_A_FORM = 20 * 2**20
"""Bytes of the files that come with a plain form; what is larger comes in parts."""


@dataclass(frozen=True)
class Kind:
    """`types` are the MIME types its file may have; `bare` whether it may stand without a file; `icon` of the house."""

    name: str
    types: frozenset[str]
    icon: str
    bare: bool = False


_PAPERS = frozenset({file_types.PDF, file_types.DOCX, file_types.XLSX, file_types.CSV}) | file_types.PICTURES
KINDS: dict[str, Kind] = {
    PHOTO: Kind("照片", file_types.PICTURES, "camera"),
    VIDEO: Kind("录像", file_types.VIDEO, "eye"),
    AUDIO: Kind("录音", file_types.AUDIO, "mic"),
    DOCUMENT: Kind("文件", _PAPERS, "law"),
    OBJECT: Kind("物证", file_types.PICTURES, "shield", bare=True),
}
"""物证 may bear a photo of the thing."""
ANY = frozenset().union(*(kind.types for kind in KINDS.values()))

INTAKE, CUSTODY, COPY, SEAL, CORRECTION = "intake", "custody", "copy", "seal", "correction"
ENTRIES = {INTAKE: "入账", CUSTODY: "移交", COPY: "取用副本", SEAL: "封存", CORRECTION: "更正"}
CORRECTABLE = {"what": "是什么", "taken_at": "时间", "place": "地点", "recorder": "谁拍、谁记", "device": "设备"}
"""Fields of an item that a correction may change, and their words. A file is never changed: it is added anew."""


def of_type(mime: str) -> str:
    """The kind that a file of this type most likely is; DOCUMENT when in doubt."""
    for kind in (PHOTO, VIDEO, AUDIO):
        if mime in KINDS[kind].types:
            return kind
    return DOCUMENT


def standing(entries: Iterable[tuple[str, Mapping[str, Any]]]) -> dict[str, Any]:
    """What holds of an item after all its entries, (kind, values) in their order: its fields, holder and seal."""
    facts: dict[str, Any] = {}
    for kind, values in entries:
        if kind == INTAKE:
            facts = dict(values) | {"sealed": ""}
        elif kind == CUSTODY:
            facts["holder"] = values["to"]
        elif kind == SEAL:
            facts["sealed"] = values["mark"]
        elif kind == CORRECTION:
            facts |= {field: change[1] for field, change in values["changed"].items()}
    return facts


def told(kind: str, values: Mapping[str, Any]) -> str:
    """One line for people about an entry."""
    if kind == CUSTODY:
        return f"{values.get('from') or '（未登记）'} → {values.get('to', '')}"
    if kind == SEAL:
        return f"封存标记：{values.get('mark', '')}"
    if kind == CORRECTION:
        changed = values.get("changed", {}).items()
        return "；".join(
            f"{CORRECTABLE.get(name, name)}：{old or '空'} 改为 {new or '空'}" for name, (old, new) in changed
        )
    if kind == INTAKE:
        origin = values.get("origin")
        copied = f"抄自 {origin['case']} 的证据 {origin['number']}" if origin else ""
        sealed = f"那里封存着：{origin['sealed']}" if origin and origin.get("sealed") else ""
        named = (values.get("file", ""), values.get("place", ""), values.get("device", ""))
        return "，".join(filter(None, (copied, sealed, *named)))
    if kind == COPY and "to" in values:
        return f"抄到 {values['to']}，那里是证据 {values['number']}"
    return ""
