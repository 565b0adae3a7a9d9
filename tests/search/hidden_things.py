"""Things that nobody outside may learn of, each with the words by which it would be recognised."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from cases.models import Precedent
from cases.services import precedents
from knowledge.models import ArticleText, RegulationVersion
from knowledge.services.publishing import sweep
from portal import clock
from portal.public import address_of
from search import indexing, kinds
from search.engines import Document, site_engine
from search.plan import NEVER, PUBLIC
from search.rules.analysis import tokens
from search.services.published import record_published
from tests.cases.life import editor, publish, withdraw
from tests.knowledge.factories import make_regulation, make_version

from . import told_rows

D = datetime.date
WORD = "琉璃吊篮"
"""What is asked for. Only the hidden thing has it, so whatever a page counts for it is a leak."""
CITED = "工伤测试条例第一条"


@dataclass(frozen=True)
class Thing:
    """`secrets` are what no page may hold; `document` its id in the index, `addresses` its own pages."""

    document: str
    secrets: tuple[str, ...]
    addresses: tuple[str, ...]
    title: str


def _precedent(code: str) -> Thing:
    row = Precedent.objects.get(code=code)
    url = f"/precedents/{code}/"
    secrets = ("密题甲乙", "密文丙丁", "密果戊己", "（2031）密字第9号", url)
    return Thing(f"{kinds.precedents.prefix}{row.pk}", secrets, (url, f"{url}print/", f"{url}pdf/"), row.title)


def _published(code: str, **facts: Any) -> Precedent:
    given: dict[str, Any] = {
        "title": "密题甲乙",
        "summary": f"{WORD}密果戊己。",
        "facts": f"{WORD}的密文丙丁。",
        "court": "某县人民法院",
        "case_number": "（2031）密字第9号",
        "facets": {"trade": ["TR-SCF"], "hazard": ["HZ-HGT"]},
    }
    return publish(code, CITED, **given | facts)


def precedent_published() -> Thing:
    _published("mi")
    return _precedent("mi")


def precedent_in(state: str) -> Callable[[], Thing]:
    """Through the services, as the desk does it; what has been public before has been in the index before."""

    def make() -> Thing:
        row = _published("mi")
        indexing.drain()
        withdraw(row)
        if state != "withdrawn":
            indexing.drain()
            row = precedents.edit_precedent(precedent=row, facts={}, by=editor("writer"), now=clock.now())
        if state in ("review", "internal"):
            row = precedents.submit_precedent(precedent=row, by=editor("writer"), now=clock.now())
        if state == "internal":
            row = precedents.approve_precedent(precedent=row, by=editor("second"), now=clock.now())
        assert Precedent.objects.get(code="mi").state == state
        return _precedent("mi")

    return make


def sample_while_hidden() -> Thing:
    row = _published("mi")
    Precedent.objects.filter(pk=row.pk).update(is_sample=True)
    indexing.drain()
    settings.SHOW_SAMPLE_PRECEDENTS = False
    return _precedent("mi")


def _law() -> RegulationVersion:
    law = make_regulation("milaw", "密题甲乙办法", in_catalogue=True)
    return make_version(law, D(2020, 1, 1), {"1": f"{WORD}的密文丙丁。", "2": f"{WORD}的密果戊己。"})


def _thing_of(version: RegulationVersion, *, whole: bool = True) -> Thing:
    text = version.texts.get(number=1)
    url = "/law/milaw/"
    secrets = ("密文丙丁", f"{url}1/", *(("密题甲乙", "密果戊己", url) if whole else ()))
    return Thing(kinds.articles.id_of(text.pk), secrets, (url, f"{url}1/") if whole else (f"{url}1/",), "密题甲乙办法")


def law_published() -> Thing:
    return _thing_of(_law())


def law_draft() -> Thing:
    """Never published: rows as an editor's unpublished form leaves them."""
    version = _law()
    version.texts.update(live=False)
    RegulationVersion.objects.filter(pk=version.pk).update(live=False)
    type(version.regulation).objects.filter(pk=version.regulation_id).update(live=False)
    return _thing_of(version)


def law_withdrawn() -> Thing:
    version = _law()
    indexing.drain()
    version.regulation.unpublish()
    return _thing_of(version)


def version_draft() -> Thing:
    """A second version that waits for its day at the desk, of a regulation everybody reads."""
    version = _law()
    for text in version.texts.all():
        text.text = "大家都能看的话。"
        text.save()
    draft = make_version(version.regulation, D(2021, 1, 1), {"1": f"{WORD}的密文丙丁。"}, live=False)
    indexing.drain()
    return Thing(kinds.articles.id_of(draft.texts.get().pk), ("密文丙丁", "2021-01-01", "2021年1月1日"), (), "")


def version_withdrawn() -> Thing:
    version = _law()
    indexing.drain()
    version.unpublish()
    return _thing_of(version, whole=False)


def article_withdrawn() -> Thing:
    text = _law().texts.get(number=1)
    ArticleText.objects.filter(number=2, version=text.version).update(text="大家都能看的话。")
    indexing.drain()
    text.unpublish()
    return _thing_of(text.version, whole=False)


def _told(kind: kinds.Kind[Any], row: Any, url: str) -> Thing:
    secrets = ("密题甲乙", "密文丙丁", "密果戊己", url)
    return Thing(kind.id_of(row.pk), secrets, (url,), "密题甲乙")


def answer_in(upto: str) -> Callable[[], Thing]:
    """Published and in the index first, unless it never was."""

    def make() -> Thing:
        row = told_rows.make_answer(
            "密题甲乙", f"{WORD}的密文丙丁。密果戊己。", upto=upto if upto in ("draft", "review") else "published"
        )
        if upto == "withdrawn":
            indexing.drain()
            told_rows.withdraw_answer(row)
        return _told(kinds.answers, row, row.get_absolute_url())

    return make


def _update(*, out: bool = True) -> Any:
    return told_rows.make_update("mi", "密题甲乙", f"{WORD}的密文丙丁，{CITED}改了。", what_to_do="密果戊己", out=out)


def _interpretation(*, out: bool = True) -> Any:
    return told_rows.make_interpretation("mi", "密题甲乙", f"{WORD}的密文丙丁，见{CITED}。密果戊己。", out=out)


def _lesson(*, out: bool = True) -> Any:
    return told_rows.make_lesson("mi", "密题甲乙", f"{WORD}的密文丙丁。密果戊己。", out=out)


PAGES: dict[str, tuple[kinds.Kind[Any], Callable[..., Any]]] = {
    "update": (kinds.updates, _update),
    "interpretation": (kinds.interpretations, _interpretation),
    "lesson": (kinds.lessons, _lesson),
}


def page_gone(name: str, way: str) -> Callable[[], Thing]:
    """A page that is a draft, or was in the index and is published, unpublished, expired or deleted now."""

    def make() -> Thing:
        kind, made = PAGES[name]
        row = made(out=way != "draft")
        thing = _told(kind, row, address_of(row))
        if way in ("draft", "published"):
            return thing
        indexing.drain()
        if way == "expired":
            now = clock.now()
            type(row).objects.filter(pk=row.pk).update(expire_at=now - datetime.timedelta(minutes=1))
            sweep(now=now)
        else:
            row.unpublish() if way == "unpublished" else row.delete()
        return thing

    return make


TOLD_PUBLISHED: dict[str, Callable[[], Thing]] = {
    "answer": answer_in("published"),
    **{name: page_gone(name, "published") for name in PAGES},
}

HIDDEN: dict[str, Callable[[], Thing]] = {
    **{f"precedent {state}": precedent_in(state) for state in ("draft", "review", "internal", "withdrawn")},
    "sample while samples are hidden": sample_while_hidden,
    "law draft": law_draft,
    "law withdrawn": law_withdrawn,
    "version draft": version_draft,
    "version withdrawn": version_withdrawn,
    "article withdrawn": article_withdrawn,
    **{f"answer {state}": answer_in(state) for state in ("draft", "review", "withdrawn")},
    **{f"update {way}": page_gone("update", way) for way in ("draft", "unpublished", "expired", "deleted")},
    **{f"interpretation {way}": page_gone("interpretation", way) for way in ("draft", "unpublished")},
    **{f"lesson {way}": page_gone("lesson", way) for way in ("draft", "unpublished", "deleted")},
}
"""Another thing to hide is one line here."""


def plant(thing: Thing) -> None:
    """Put it into the index by hand, as if the index had kept it by mistake, and as news to saved searches."""
    kind = thing.document.partition(":")[0].removesuffix("text")
    values: dict[str, str | list[str] | int | float] = {
        "kind": kind,
        "level": "TYP",
        "region": "全国",
        "topic": [],
        "regulation": "milaw",
        "facet": ["trade:TR-SCF"],
        "access": PUBLIC,
        "starts": 0,
        "ends": NEVER,
        "day": 20310101,
        "prior": 1.0,
    }
    document = Document(thing.document, " ".join(tokens(f"{WORD} 密题甲乙 密文丙丁 密果戊己 密字第9号")), "", values)
    site_engine().write(indexing.PUBLIC_INDEX, [document], ())
    record_published(documents=[thing.document])
