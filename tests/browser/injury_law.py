"""工伤保险条例 with words made up for tests, and a next version: three changed, one split, one deleted, one moved.

The numbers are those of the real regulation, so that its digests and all the sample cites stay where they are. None of
the words is official; the six articles in the middle are cited by nothing in the sample.
"""

from __future__ import annotations

import datetime
import hashlib

from django.db import transaction

from knowledge.models import Regulation, RegulationVersion
from knowledge.rules.numerals import article_label
from knowledge.rules.pasted_source import parse_pasted
from knowledge.services.import_regulations import publish_text
from knowledge.services.link_citations import link_texts

CODE, TITLE = "gsbxtl", "工伤保险条例"
BEGUN = datetime.date(2011, 1, 1)
_LAST = 67
_MIDDLE = {
    43: "单位并给别家的，由接手的单位接着管伤者，并在二十日内报经办机构。",
    44: "派到国外干活以前，单位应当给工人买好保险。回国以后旧伤复发的，凭原来的病历继续治。",
    45: "同一个人又受一次伤的，两次分别评级，待遇从第二次评级的当月改发。",
    46: "气温在三十七度以上，露天作业的工人中暑的，单位应当当天报告。",
    47: "不配合查伤情的，由主管部门责令改正，处一万元罚款。",
    48: "本条例规定的伤情登记簿，应当每年送审一次。",
}
_CHANGED = {
    43: "单位并给别家的，由接手的单位接着管伤者，并在十日内书面报经办机构和工会。",
    44: "派到国外干活以前，单位应当给工人买好保险。",
    45: "回国以后旧伤复发的，凭原来的病历继续治。",
    46: _MIDDLE[45],
    47: "气温在三十五度以上，露天作业的工人中暑的，单位应当当天报告。",
    48: "不配合查伤情的，由主管部门责令改正，处三万元罚款。",
}


def _whole(middle: dict[int, str]) -> dict[int, str]:
    rest = {number: f"这是为测试编写的{article_label(number)}。" for number in range(1, _LAST)}
    return rest | middle | {_LAST: "本条例自2011年1月1日起施行。"}


OLD, NEW = _whole(_MIDDLE), _whole(_CHANGED)


def printed(articles: dict[int, str]) -> str:
    """As pasted from a web page."""
    return "\n".join([TITLE, *(f"{article_label(number)}　{text}" for number, text in articles.items())])


@transaction.atomic
def give_text() -> RegulationVersion:
    """The version that the catalogue knows by its digests gets the old words."""
    law = Regulation.objects.get(code=CODE)
    version = law.versions.get(effective_on=BEGUN)
    text = printed(OLD)
    parsed = parse_pasted(text, title=TITLE, published_on=BEGUN, effective_on=BEGUN, number="")
    digest = hashlib.sha256(text.encode()).hexdigest()
    report = publish_text(regulation=law, name="为测试编写", digest=digest, parsed=parsed, version=version)
    assert report.version
    link_texts(version=report.version)
    return report.version
