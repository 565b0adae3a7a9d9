"""Deciding what a parsed text is to the library, and writing it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from portal.services.generation import bump_generation
from portal.services.outbox import record_changes

from ...models import ArticleText, Regulation, RegulationVersion
from ...rules import books
from ...rules.dates import date_in_name
from ...rules.matching import normalise
from ...rules.numerals import article_label
from ...rules.official_text import Oddity, ParsedRegulation, SourceError
from ...rules.publication import commencement
from .places import find_regulation, find_version, new_regulation, new_version
from .report import FileReport, State
from .texts import write_texts

_NAMED = 10
"""So many differing articles are named in a report, the rest is counted."""


@dataclass
class Work:
    """A file on its way into a version."""

    name: str
    digest: str
    parsed: ParsedRegulation
    replace: bool
    oddities: list[Oddity] = field(default_factory=list)

    def odd(self, what: str, line: int = 0) -> None:
        self.oddities.append(Oddity(line, what))


def store(name: str, digest: str, parsed: ParsedRegulation, *, replace: bool) -> FileReport:
    """Called in a transaction. Raises SourceError when the file must not replace what is stored."""
    work = Work(name, digest, parsed, replace, list(parsed.oddities))
    regulation = find_regulation(parsed.title)
    if regulation is None:
        regulation = new_regulation(work)
        return _write(work, State.CREATED, new_version(regulation, work), [])
    version = find_version(regulation, work)
    if version is None:
        return _write(work, State.NEW_VERSION, new_version(regulation, work), [])
    rows = _rows(version, parsed)
    if not any(row.text for row in rows) and (parsed.articles or not version.has_text):
        _check_digests(work, rows)
        return _write(work, State.TEXT_ADDED, version, rows)
    return _meet(work, version, rows)


def _rows(version: RegulationVersion, parsed: ParsedRegulation) -> list[ArticleText]:
    """Texts of the version that this file speaks of: all, or those of its book."""
    rows = version.texts.select_related("article").order_by("order")
    if parsed.part and parsed.articles:
        rows = rows.filter(number__gte=parsed.articles[0].number, number__lte=parsed.articles[-1].number)
    return list(rows)


def _check_digests(work: Work, rows: Sequence[ArticleText]) -> None:
    """Articles the catalogue speaks of and the file lacks: a cut file, unless the file plainly reaches its end."""
    have = {(a.number, a.sub) for a in work.parsed.articles}
    missing = [row for row in rows if (row.number, row.sub) not in have]
    if not missing:
        return
    what = f"目录里有{missing[0].label}等 {len(missing)} 条，文件里没有"
    whole = any(commencement(a.text) for a in work.parsed.articles[-3:])
    if not whole and not work.replace:
        raise SourceError(0, what + "，文件可能被截断")
    work.odd(what)


def _meet(work: Work, version: RegulationVersion, rows: list[ArticleText]) -> FileReport:
    """The version has a text already: the same, a later print of it, or another one that must be asked for."""
    parsed = work.parsed
    stored = {(row.number, row.sub): normalise(row.text) for row in rows if row.text}
    fresh = {(a.number, a.sub): normalise(a.text) for a in parsed.articles}
    later = _is_later(work.name, version)
    if stored == fresh and (fresh or normalise(version.preamble) == normalise(parsed.preamble)):
        if later:
            _take_later_date(work, version)
        return _report(work, State.UNCHANGED, version)
    lacking = len(stored.keys() - fresh.keys())
    if lacking and not work.replace:
        raise SourceError(0, f"比已存的同一版本少 {lacking} 条，没有导入（确要替换请加 --replace）")
    if _was_cut(stored, fresh):
        work.odd(f"已存的文字不完整，补入 {len(fresh) - len(stored)} 条")
        return _write(work, State.TEXT_ADDED, version, rows)
    _name_differences(work, stored, fresh)
    if later or work.replace:
        return _write(work, State.TEXT_ADDED, version, rows)
    work.odd("与已存的同一版本文字不同，保留已存的（确要替换请加 --replace）")
    return _report(work, State.UNCHANGED, version)


def _was_cut(stored: dict[tuple[int, int], str], fresh: dict[tuple[int, int], str]) -> bool:
    """Whether the stored text is the beginning of the new one: equal, but for its last article broken off."""
    if not stored or len(stored) > len(fresh) or list(fresh)[: len(stored)] != list(stored):
        return False
    *whole, last = stored
    return all(stored[key] == fresh[key] for key in whole) and fresh[last].startswith(stored[last])


def _is_later(name: str, version: RegulationVersion) -> bool:
    """Whether the file is dated after the file the stored text came from."""
    mine, theirs = date_in_name(name), date_in_name(version.source)
    return bool(mine and theirs and mine > theirs)


def _take_later_date(work: Work, version: RegulationVersion) -> None:
    """Two prints of one version: the later file gives date and source, unless an editor vouched for the date."""
    before = version.published_on
    work.odd(f"与文件 {version.source.rsplit('/', 1)[-1]} 是同一版本，文字相同，以较晚的为准")
    if not version.verified or not version.regulation.in_catalogue:
        version.published_on = work.parsed.published_on or before
    version.source, version.source_sha256 = work.name[-200:], work.digest
    version.save(update_fields=["published_on", "source", "source_sha256"])
    if version.published_on != before:
        record_changes(kind="knowledge.articletext", ids=version.texts.values_list("pk", flat=True))
        bump_generation()


def _name_differences(work: Work, stored: dict[tuple[int, int], str], fresh: dict[tuple[int, int], str]) -> None:
    lines = {(a.number, a.sub): a.line for a in work.parsed.articles}
    differing = [key for key, text in fresh.items() if stored.get(key) != text]
    for key in differing[:_NAMED]:
        work.odd(f"{article_label(*key)}与已存的文字不同", lines[key])
    if len(differing) > _NAMED:
        work.odd(f"另有 {len(differing) - _NAMED} 条与已存的文字不同")


def _write(work: Work, state: State, version: RegulationVersion, rows: list[ArticleText]) -> FileReport:
    parsed = work.parsed
    changed = write_texts(version, parsed, rows, book=books.book_of(version.regulation.short_title, parsed.part))
    _fill_version(work, version)
    record_changes(kind="knowledge.articletext", ids=changed)
    bump_generation()
    return _report(work, state, version)


def _fill_version(work: Work, version: RegulationVersion) -> None:
    """Facts of the file where the version has none; a fact of the catalogue that differs is kept and reported."""
    parsed = work.parsed
    for name, what in (("published_on", "公布日期"), ("effective_on", "施行日期")):
        have, found = getattr(version, name), getattr(parsed, name)
        if have is None:
            setattr(version, name, found)
        elif found and found != have:
            work.odd(f"{what}：目录是 {have}，文件是 {found}，保留目录的")
    version.number = version.number or parsed.number
    if parsed.part:
        version.source = version.source or f"{parsed.title}（分编）"
        version.preamble = max(version.preamble, parsed.preamble, key=len)
        version.annex = "\n".join(filter(None, dict.fromkeys([*version.annex.split("\n"), *parsed.annex.split("\n")])))
    else:
        version.source, version.source_sha256 = work.name[-200:], work.digest
        version.preamble = parsed.preamble
        version.annex = parsed.annex
    version.has_text = True
    version.save()


def _report(work: Work, state: State, version: RegulationVersion) -> FileReport:
    return FileReport(
        work.name,
        state,
        regulation=version.regulation,
        version=version,
        articles=len(work.parsed.articles),
        oddities=work.oddities,
    )


def publish_text(
    *, regulation: Regulation, name: str, digest: str, parsed: ParsedRegulation, version: RegulationVersion | None
) -> FileReport:
    """A text that two people have seen becomes a version of `regulation`, or the text of `version`.

    Called in a transaction. The dates of `parsed` are those the two agreed on: they win over what was stored.
    """
    work = Work(name, digest, parsed, True, list(parsed.oddities))
    rows = list(version.texts.select_related("article").order_by("order")) if version else []
    row = version or new_version(regulation, work)
    row.published_on, row.effective_on, row.verified = parsed.published_on, parsed.effective_on, True
    row.number = parsed.number or row.number
    return _write(work, State.TEXT_ADDED if version else State.NEW_VERSION, row, rows)
