"""Loading the shipped question bank. It may be loaded again and again: only what has changed in the files is written,
and never over what a person has made of a question since.
"""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import transaction
from wagtail.images.models import AbstractImage

from knowledge.models import Citation

from ..models import KnowledgePoint, Question, QuestionVersion
from ..rules import kinds
from ..rules.blueprint import LEVEL_NAMES
from ..rules.questions import Wording, code_problem, lettered, problems, tidy
from .bank import Sorting, day_of, link_bases, wording_of, write_version
from .content import CONTENT, Loaded, entries, read
from .content_pictures import load_pictures

_HEAVY = 4096
"""A picture above this many bytes is named in the report: phones on site load every one of them."""
_QUESTIONS, _POINTS = "题目", "知识点"


@transaction.atomic
def load_questions(*, now: datetime.datetime, folder: Path = CONTENT) -> Loaded:
    """Add points and questions, renew those whose entry has changed, and set apart what lessons practise."""
    loaded = Loaded()
    shipped = Shipped(folder, law_as_of(folder) or day_of(now), load_points(folder, loaded))
    shipped.written = {row.code: row for row in Question.objects.select_related("current", "point")}
    found = entries(folder, "questions/*.toml", "question")
    shipped.pictures = load_pictures(names=_pictures_of(entry for _, entry in found), folder=folder / "pictures")
    seen: set[str] = set()
    fresh: list[QuestionVersion] = []
    for source, entry in found:
        code = str(entry.get("code", ""))
        if code in seen:
            loaded.oddities.append(f"{source} {code}：题号重复")
            continue
        seen.add(code)
        version = shipped.load(source, code, entry, loaded)
        fresh += [version] if version else []
    link_bases(versions=fresh)
    _tell_unlinked(fresh, loaded)
    _tell_heavy(folder / "pictures", shipped.pictures, loaded)
    _set_apart(folder, loaded)
    return loaded


def law_as_of(folder: Path) -> datetime.date | None:
    """The day up to which the writers of the content knew the law."""
    path = folder / "content.toml"
    return read(path)["law_as_of"] if path.exists() else None


def load_points(folder: Path, loaded: Loaded) -> dict[str, KnowledgePoint]:
    """By code. Names that editors changed stay."""
    points = {point.code: point for point in KnowledgePoint.objects.all()}
    for order, (_, entry) in enumerate(entries(folder, "points*.toml", "point")):
        if entry["code"] not in points:
            facts = {"code": entry["code"], "name": entry["name"], "group": entry["group"]}
            points[entry["code"]] = KnowledgePoint.objects.create(order=order, **facts)
            loaded.added[_POINTS] += 1
    return points


@dataclass
class Shipped:
    """What loading one entry needs to know of the files and of the bank."""

    folder: Path
    on: datetime.date
    points: Mapping[str, KnowledgePoint]
    written: dict[str, Question] = field(default_factory=dict)
    pictures: Mapping[str, AbstractImage] = field(default_factory=dict)

    def load(self, source: str, code: str, entry: dict[str, Any], loaded: Loaded) -> QuestionVersion | None:
        """The version that was written, if one was."""
        sha = self._sha(entry)
        row = self.written.get(code)
        if row and row.content_sha == sha:
            return None
        wrong = self._wrong(code, entry)
        wording = None if wrong else self.wording(entry)
        wrong = wrong or [message for _, message in problems(wording)] if wording else wrong
        if wrong or wording is None:
            loaded.oddities.append(f"{source} {code}：{'；'.join(wrong)}")
            return None
        sorting = self.sorting(entry)
        if row is None:
            row = Question.objects.create(code=code, content_sha=sha, **sorting.stored())
            loaded.added[_QUESTIONS] += 1
            return write_version(question=row, wording=wording, by=None, on=self.on)
        same = row.current is not None and tidy(wording) == tidy(wording_of(row.current))
        if not row.content_sha:
            if not same or Sorting.of(row) != sorting:
                loaded.kept.append(code)
            return None
        Question.objects.filter(pk=row.pk).update(content_sha=sha, **sorting.stored())
        loaded.renewed[_QUESTIONS] += 1
        return None if same else write_version(question=row, wording=wording, by=None, on=self.on)

    def _sha(self, entry: dict[str, Any]) -> str:
        """Of the entry and the bytes of its pictures."""
        drawn = {name: self.pictures[name].file_hash for name in _pictures_of([entry]) if name in self.pictures}
        text = json.dumps([entry, drawn], ensure_ascii=False, sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()

    def _wrong(self, code: str, entry: dict[str, Any]) -> list[str]:
        wrong = [code_problem(code)] if code_problem(code) else []
        if entry.get("point") not in self.points:
            wrong.append(f"没有知识点 {entry.get('point')}")
        wrong += [f"没有级别 {level}" for level in entry.get("levels", []) if level not in LEVEL_NAMES]
        wrong += [f"没有图片 {name}" for name in _pictures_of([entry]) if name not in self.pictures]
        return wrong

    def sorting(self, entry: dict[str, Any]) -> Sorting:
        return Sorting(
            self.points[entry["point"]],
            tuple(entry.get("levels", [])),
            tuple(entry.get("trades", [])),
            bool(entry.get("red_line", False)),
            str(entry.get("case", "")),
        )

    def wording(self, entry: dict[str, Any]) -> Wording:
        kind = entry.get("kind", "")
        body, key = self._body(kind, entry)
        return Wording(
            kind=kind,
            stem=entry.get("stem", ""),
            key=key,
            explanation=entry.get("explanation", ""),
            basis="\n".join(entry.get("articles", [])),
            body=body,
            difficulty=entry.get("difficulty", 2),
            picture=self._picture(entry.get("picture")),
            picture_alt=entry.get("picture_alt", ""),
        )

    def _body(self, kind: str, entry: dict[str, Any]) -> tuple[dict[str, Any], Any]:
        answer = entry.get("answer")
        if kind == kinds.NUMERIC:
            return {"unit": entry.get("unit", "")}, {"value": answer, "tolerance": entry.get("tolerance", 0)}
        if kind == kinds.ORDERING:
            items = lettered({"text": text} for text in entry.get("items", []))
            return {"items": items}, [item["key"] for item in items]
        if kind == kinds.HAZARD:
            return {"regions": entry.get("regions", [])}, answer
        if kind == kinds.TRUE_FALSE:
            return {}, answer
        options = [{**row, "picture": self._picture(row.get("picture"))} for row in entry.get("options", [])]
        return {"options": lettered(options)}, answer

    def _picture(self, name: str | None) -> int | None:
        return self.pictures[name].pk if name else None


def _pictures_of(found: Iterable[Mapping[str, Any]]) -> list[str]:
    names = []
    for entry in found:
        rows = [entry, *entry.get("options", [])]
        names += [row["picture"] for row in rows if row.get("picture")]
    return list(dict.fromkeys(names))


def _tell_unlinked(versions: list[QuestionVersion], loaded: Loaded) -> None:
    """Law that the library does not know by its name; an article whose text is not imported yet is no oddity."""
    codes = {version.pk: version.question.code for version in versions}
    lost = Citation.objects.filter(
        content_type__app_label="training", content_type__model="questionversion", regulation__isnull=True
    )
    for row in lost.filter(object_id__in=codes):
        loaded.oddities.append(f"{codes[row.object_id]}：依据“{row.raw}”没有对上法规：{row.reason}")


def _tell_heavy(folder: Path, pictures: Iterable[str], loaded: Loaded) -> None:
    for name in sorted(pictures):
        size = (folder / name).stat().st_size
        if size > _HEAVY:
            loaded.oddities.append(f"图片 {name} 有 {size} 字节，超过 {_HEAVY} 字节，手机上会慢")


def _set_apart(folder: Path, loaded: Loaded) -> None:
    """Practice tells the answer at once, so what lessons practise is not drawn in exams."""
    blocks = entries(folder, "lessons/*/*.toml", "block")
    practised = {block["question"] for _, block in blocks if block.get("kind") == "check" and "question" in block}
    Question.objects.filter(code__in=practised, in_practice=False).update(in_practice=True)
    known = set(Question.objects.filter(code__in=practised).values_list("code", flat=True))
    loaded.oddities += [f"课里练习的题 {code} 题库里没有" for code in sorted(practised - known)]
