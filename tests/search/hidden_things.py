"""Things that nobody outside may learn of, each with the words by which it would be recognised.

What makes one is a generator: it yields where the index should hear of what was done so far, and returns the thing.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from cases.models import Precedent
from cases.services import precedents
from knowledge.models import ArticleText, Regulation, RegulationVersion
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


NOUNS = ["水桶", "螺丝", "扳手", "钳子", "绳索", "卡车", "砖块", "雨鞋", "帐篷", "锯子", "沙子", "木板", "焊条"]
"""Words that masking does not take for names, one for each thing of a group."""


@dataclass(frozen=True)
class Mark:
    """What tells one hidden thing from another: the words of its own, the last part of its address."""

    number: int = 0

    @property
    def code(self) -> str:
        return f"mi{self.number or ''}"

    @property
    def title(self) -> str:
        return f"密题{NOUNS[self.number]}"

    @property
    def text(self) -> str:
        return f"密文{NOUNS[self.number]}"

    @property
    def result(self) -> str:
        return f"密果{NOUNS[self.number]}"

    @property
    def printed(self) -> str:
        """The number of a court's file."""
        return f"（{2031 + self.number}）密字第9号"

    @property
    def law(self) -> str:
        return f"{self.code}-law"

    @property
    def words(self) -> tuple[str, ...]:
        return self.title, self.text, self.result


@dataclass(frozen=True)
class Thing:
    """`secrets` are what no page may hold; `document` its id in the index, `addresses` its own pages."""

    document: str
    secrets: tuple[str, ...]
    addresses: tuple[str, ...]
    title: str
    mark: Mark


Making = Generator[None, None, Thing]
Make = Callable[[Mark], Making]


def made(makes: Iterable[Make]) -> list[Thing]:
    """All of them beside each other; the index hears of them together, last of all not yet of their last step."""
    running = {number: make(Mark(number)) for number, make in enumerate(makes)}
    things: dict[int, Thing] = {}
    while running:
        for number, making in list(running.items()):
            try:
                next(making)
            except StopIteration as done:
                things[number] = done.value
                del running[number]
        if running:
            assert not things, "those that are done would be heard of by the others' drain: put them into another group"
            indexing.drain()
    return [things[number] for number in sorted(things)]


def _precedent(mark: Mark) -> Thing:
    row = Precedent.objects.get(code=mark.code)
    url = f"/precedents/{mark.code}/"
    secrets = (*mark.words, mark.printed, url)
    addresses = (url, f"{url}print/", f"{url}pdf/")
    return Thing(f"{kinds.precedents.prefix}{row.pk}", secrets, addresses, row.title, mark)


def _published(mark: Mark) -> Precedent:
    facts: dict[str, Any] = {
        "title": mark.title,
        "summary": f"{WORD}{mark.result}。",
        "facts": f"{WORD}的{mark.text}。",
        "court": "某县人民法院",
        "case_number": mark.printed,
        "facets": {"trade": ["TR-SCF"], "hazard": ["HZ-HGT"]},
    }
    return publish(mark.code, CITED, **facts)


def precedent_published(mark: Mark) -> Making:
    yield from ()
    _published(mark)
    return _precedent(mark)


def precedent_in(state: str) -> Make:
    """Through the services, as the desk does it; what has been public before has been in the index before."""

    def make(mark: Mark) -> Making:
        row = _published(mark)
        yield
        withdraw(row)
        if state != "withdrawn":
            yield
            row = precedents.edit_precedent(precedent=row, facts={}, by=editor("writer"), now=clock.now())
        if state in ("review", "internal"):
            row = precedents.submit_precedent(precedent=row, by=editor("writer"), now=clock.now())
        if state == "internal":
            row = precedents.approve_precedent(precedent=row, by=editor("second"), now=clock.now())
        assert Precedent.objects.get(code=mark.code).state == state
        return _precedent(mark)

    return make


def sample_while_hidden(mark: Mark) -> Making:
    row = _published(mark)
    Precedent.objects.filter(pk=row.pk).update(is_sample=True)
    yield
    settings.SHOW_SAMPLE_PRECEDENTS = False
    return _precedent(mark)


def _law(mark: Mark, first: str = "") -> RegulationVersion:
    law = make_regulation(mark.law, f"{mark.title}办法", in_catalogue=True)
    texts = {"1": first or f"{WORD}的{mark.text}。", "2": first or f"{WORD}的{mark.result}。"}
    return make_version(law, D(2020, 1, 1), texts)


def _thing_of(mark: Mark, version: RegulationVersion, *, whole: bool = True) -> Thing:
    text = version.texts.get(number=1)
    url = f"/law/{mark.law}/"
    secrets = (mark.text, f"{url}1/", *((mark.title, mark.result, url) if whole else ()))
    addresses = (url, f"{url}1/") if whole else (f"{url}1/",)
    return Thing(kinds.articles.id_of(text.pk), secrets, addresses, f"{mark.title}办法", mark)


def law_published(mark: Mark) -> Making:
    yield from ()
    return _thing_of(mark, _law(mark))


def law_draft(mark: Mark) -> Making:
    """Never published: rows as an editor's unpublished form leaves them."""
    yield from ()
    version = _law(mark)
    version.texts.update(live=False)
    RegulationVersion.objects.filter(pk=version.pk).update(live=False)
    Regulation.objects.filter(pk=version.regulation_id).update(live=False)
    return _thing_of(mark, version)


def law_withdrawn(mark: Mark) -> Making:
    version = _law(mark)
    yield
    version.regulation.unpublish()
    return _thing_of(mark, version)


def version_draft(mark: Mark) -> Making:
    """A second version that waits for its day at the desk, of a regulation everybody reads."""
    version = _law(mark, first="大家都能看的话。")
    yield
    draft = make_version(version.regulation, D(2021, 1, 1), {"1": f"{WORD}的{mark.text}。"}, live=False)
    secrets = (mark.text, "2021-01-01", "2021年1月1日")
    return Thing(kinds.articles.id_of(draft.texts.get().pk), secrets, (), "", mark)


def version_withdrawn(mark: Mark) -> Making:
    version = _law(mark)
    yield
    version.unpublish()
    return _thing_of(mark, version, whole=False)


def article_withdrawn(mark: Mark) -> Making:
    text = _law(mark).texts.get(number=1)
    ArticleText.objects.filter(number=2, version=text.version).update(text="大家都能看的话。")
    yield
    text.unpublish()
    return _thing_of(mark, text.version, whole=False)


def _told(kind: kinds.Kind[Any], row: Any, url: str, mark: Mark) -> Thing:
    return Thing(kind.id_of(row.pk), (*mark.words, url), (url,), mark.title, mark)


def answer_in(upto: str) -> Make:
    """Published and in the index first, unless it never was."""

    def make(mark: Mark) -> Making:
        first = upto if upto in ("draft", "review") else "published"
        row = told_rows.make_answer(mark.title, f"{WORD}的{mark.text}。{mark.result}。", upto=first)
        if upto == "withdrawn":
            yield
            told_rows.withdraw_answer(row)
        return _told(kinds.answers, row, row.get_absolute_url(), mark)

    return make


def _update(mark: Mark, *, out: bool) -> Any:
    text = f"{WORD}的{mark.text}，{CITED}改了。"
    return told_rows.make_update(mark.code, mark.title, text, what_to_do=mark.result, out=out)


def _interpretation(mark: Mark, *, out: bool) -> Any:
    text = f"{WORD}的{mark.text}，见{CITED}。{mark.result}。"
    return told_rows.make_interpretation(mark.code, mark.title, text, out=out)


def _lesson(mark: Mark, *, out: bool) -> Any:
    return told_rows.make_lesson(mark.code, mark.title, f"{WORD}的{mark.text}。{mark.result}。", out=out)


PAGES: dict[str, tuple[kinds.Kind[Any], Callable[..., Any]]] = {
    "update": (kinds.updates, _update),
    "interpretation": (kinds.interpretations, _interpretation),
    "lesson": (kinds.lessons, _lesson),
}


def page_gone(name: str, way: str) -> Make:
    """A page that is a draft, or was in the index and is published, unpublished, expired or deleted now."""

    def make(mark: Mark) -> Making:
        kind, write = PAGES[name]
        row = write(mark, out=way != "draft")
        thing = _told(kind, row, address_of(row), mark)
        if way in ("draft", "published"):
            return thing
        yield
        if way == "expired":
            now = clock.now()
            type(row).objects.filter(pk=row.pk).update(expire_at=now - datetime.timedelta(minutes=1))
            sweep(now=now)
        else:
            row.unpublish() if way == "unpublished" else row.delete()
        return thing

    return make


TOLD_PUBLISHED: dict[str, Make] = {
    "answer": answer_in("published"),
    **{name: page_gone(name, "published") for name in PAGES},
}

NEVER_OUT: dict[str, Make] = {
    "law draft": law_draft,
    "answer draft": answer_in("draft"),
    "answer review": answer_in("review"),
    **{f"{name} draft": page_gone(name, "draft") for name in PAGES},
}
GONE: dict[str, Make] = {
    "precedent withdrawn": precedent_in("withdrawn"),
    "law withdrawn": law_withdrawn,
    "version draft": version_draft,
    "version withdrawn": version_withdrawn,
    "article withdrawn": article_withdrawn,
    "answer withdrawn": answer_in("withdrawn"),
    **{f"{name} unpublished": page_gone(name, "unpublished") for name in PAGES},
    "update expired": page_gone("update", "expired"),
    "update deleted": page_gone("update", "deleted"),
    "lesson deleted": page_gone("lesson", "deleted"),
}
HIDDEN: dict[str, dict[str, Make]] = {
    "never out": NEVER_OUT,
    "gone": GONE,
    "taken up again": {f"precedent {state}": precedent_in(state) for state in ("draft", "review", "internal")},
    "sample while samples are hidden": {"sample": sample_while_hidden},
}
"""Another thing to hide is one line here; those of a group are hidden together and looked for together."""


def plant(thing: Thing) -> None:
    """Put it into the index by hand, as if the index had kept it by mistake, and as news to saved searches."""
    kind = thing.document.partition(":")[0].removesuffix("text")
    values: dict[str, str | list[str] | int | float] = {
        "kind": kind,
        "level": "TYP",
        "region": "全国",
        "topic": [],
        "regulation": thing.mark.law,
        "facet": ["trade:TR-SCF"],
        "access": PUBLIC,
        "starts": 0,
        "ends": NEVER,
        "day": 20310101,
        "prior": 1.0,
    }
    document = Document(
        thing.document, " ".join(tokens(" ".join((WORD, *thing.mark.words, thing.mark.printed)))), "", values
    )
    site_engine().write(indexing.PUBLIC_INDEX, [document], ())
    record_published(documents=[thing.document])
