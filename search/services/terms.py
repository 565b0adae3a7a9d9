"""Words to suggest and to correct by: made from the database by the worker, read by every web process.

The worker writes one small file with the pinyin of everything; the heavy library of pinyin never enters a web process.
"""

from __future__ import annotations

import json
import os
import re
import threading
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, pairwise
from pathlib import Path

from django.conf import settings

from knowledge.models import ArticleText, Topic

from ..kinds import KINDS, regulations
from ..models import Synonym
from ..rules.spelling import Vocabulary
from ..rules.suggest import Entry, Suggester

WORDS = Path(__file__).parent.parent / "content" / "words.toml"
MOST_ENTRIES = 3000
MOST_PAIRS = 60_000
_LONGEST_TEXT = 40
_LONGEST_TERM = 20
_HAN = re.compile(r"[\u3400-\u9fff]+")

_lock = threading.Lock()
_kept: tuple[Path, int, Terms] | None = None


@dataclass(frozen=True)
class Terms:
    """What a web process keeps of the file."""

    suggester: Suggester
    vocabulary: Vocabulary


def terms_path() -> Path:
    return Path(settings.VAR_DIR) / "index" / "terms.json"


def load_terms() -> Terms:
    """The terms of the newest file, read again when it has been replaced; empty ones while there is none."""
    global _kept
    path = terms_path()
    try:
        moment = path.stat().st_mtime_ns
    except FileNotFoundError:
        return Terms(Suggester(()), Vocabulary())
    if _kept and _kept[:2] == (path, moment):
        return _kept[2]
    with _lock:
        if not _kept or _kept[:2] != (path, moment):
            _kept = (path, moment, _read(path))
        return _kept[2]


def _read(path: Path) -> Terms:
    data = json.loads(path.read_text(encoding="utf8"))
    readings = {char: (syllable,) for syllable, chars in data["readings"].items() for char in chars}
    pairs: str = data["pairs"]
    return Terms(
        Suggester(Entry(*row) for row in data["entries"]),
        Vocabulary.build(
            (tuple(row) for row in data["terms"]),
            readings=readings,
            written=(pairs[i : i + 2] for i in range(0, len(pairs), 2)),
        ),
    )


def build_terms() -> Path:
    """Write the file anew from what is published, and put it in place of the old one in one move."""
    from pypinyin import lazy_pinyin  # 30 MB: only where terms are built
    from pypinyin.phrases_dict import phrases_dict

    def pinyin(text: str) -> str:
        return " ".join(lazy_pinyin(text, errors=_one_by_one))  # type: ignore[arg-type]

    words = tomllib.loads(WORDS.read_text(encoding="utf8"))
    common = words["words"].split()
    entries = _entries(common)
    written = chain(words["everyday"].split(), phrases_dict, (e.text for e in entries))
    data = {
        "entries": [[e.text, e.url, e.note, e.weight, pinyin(e.text)] for e in entries],
        "terms": [[text, weight, pinyin(text)] for text, weight in _terms(common).items()],
        "readings": _readings(pinyin),
        "pairs": "".join(_pairs(written)),
    }
    return _put(json.dumps(data, ensure_ascii=False, separators=(",", ":")))


def _one_by_one(text: str) -> list[str]:
    """What has no pinyin stands for itself, so that every character has its syllable."""
    return list(text)


def _put(text: str) -> Path:
    """Readers see the old file or the new one, never a half."""
    path = terms_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(f".{os.getpid()}")
    fresh.write_text(text, encoding="utf8")
    fresh.replace(path)
    return path


def _entries(common: Iterable[str]) -> list[Entry]:
    """What the box offers, the heaviest under each text, at most MOST_ENTRIES."""
    found: dict[str, Entry] = {}
    offered = (entry for kind in KINDS for entry in kind.suggested())
    for entry in (*offered, *_topics(), *_plain(common)):
        kept = found.get(entry.text)
        if len(entry.text) <= _LONGEST_TEXT and (kept is None or kept.weight < entry.weight):
            found[entry.text] = entry
    return sorted(found.values(), key=lambda e: (-e.weight, len(e.text), e.text))[:MOST_ENTRIES]


def _topics() -> Iterator[Entry]:
    for topic in Topic.objects.order_by("order"):
        yield Entry(topic.name, topic.get_absolute_url(), topic.question, 90)


def _plain(common: Iterable[str]) -> Iterator[Entry]:
    """Words that lead to a search."""
    for word in common:
        yield Entry(word, "", "", 70)
    for row in Synonym.objects.in_use():
        yield Entry(row.say, "", row.meanings()[0] if row.meanings() else "", 40)


def _terms(common: Iterable[str]) -> dict[str, float]:
    """The vocabulary of corrections: names of law, common words, what people say and what law calls it."""
    found: dict[str, float] = {}
    for entry in (*regulations.suggested(), *_plain(common)):
        found[entry.text] = max(entry.weight, found.get(entry.text, 0))
    for row in Synonym.objects.in_use():
        for word in row.meanings():
            found.setdefault(word, 30)
    return {text: weight for text, weight in found.items() if 2 <= len(text) <= _LONGEST_TERM}


def _readings(pinyin: Callable[[str], str]) -> dict[str, str]:
    """Syllable → the characters of GB 2312 read so."""
    found: dict[str, list[str]] = {}
    for high in range(0xB0, 0xF8):
        for char in bytes(b for low in range(0xA1, 0xFF) for b in (high, low)).decode("gb2312", "ignore"):
            found.setdefault(pinyin(char), []).append(char)
    return {syllable: "".join(chars) for syllable, chars in found.items()}


def _pairs(written: Iterable[str]) -> list[str]:
    """Pairs of characters people write: those of `written`, and the commonest of the published texts."""
    plain = {"".join(pair) for text in written for run in _HAN.findall(text) for pair in pairwise(run)}
    counted: Counter[str] = Counter()
    rows = ArticleText.objects.published().values_list("text", "digest", "heading", "asks")
    for text, digest, heading, asks in rows.iterator(500):
        for run in _HAN.findall("\n".join((text, digest, heading, *asks))):
            counted.update(map("".join, pairwise(run)))
    return sorted(plain | {pair for pair, _ in counted.most_common(MOST_PAIRS)})
