"""Small questions and papers to test with."""

from __future__ import annotations

import datetime
from typing import Any

from training.models import KnowledgePoint, Paper, PaperVersion, Question, QuestionVersion

WRITTEN = datetime.date(2026, 11, 1)
PUBLISHED = datetime.datetime(2026, 11, 1, 9, tzinfo=datetime.UTC)

FOUR = {"options": [{"key": key, "text": f"做法{key}"} for key in "abcd"]}
SHAPES: dict[str, tuple[dict[str, Any], Any]] = {
    "single": (FOUR, ["b"]),
    "multiple": (FOUR, ["a", "c"]),
    "true_false": ({}, False),
    "picture": (FOUR, ["d"]),
    "hazard": (
        {
            "regions": [
                {"key": key, "x": 10 + 20 * i, "y": 10, "w": 15, "h": 20, "label": f"第{i + 1}处"}
                for i, key in enumerate("abcd")
            ]
        },
        ["a", "d"],
    ),
    "ordering": ({"items": [{"key": key, "text": f"第{key}步"} for key in "abc"]}, ["c", "a", "b"]),
    "numeric": ({"unit": "米"}, {"value": 1.5, "tolerance": 0}),
}
"""Body and key of a plain question of each kind."""


def make_point(code: str = "scaffold.check", name: str = "先验收再上架", group: str = "脚手架") -> KnowledgePoint:
    return KnowledgePoint.objects.get_or_create(code=code, defaults={"name": name, "group": group})[0]


def make_question(code: str, kind: str = "single", **facts: Any) -> Question:
    """A question with one version, waiting for review unless `state` says otherwise."""
    body, key = SHAPES[kind]
    version = {
        "stem": f"{code} 怎么做？",
        "body": body,
        "key": key,
        "explanation": "这样做才稳当。",
        "basis": "建设工程安全生产管理条例第三十七条",
        "written_on": WRITTEN,
        "difficulty": 1,
    }
    version |= {
        name: facts.pop(name)
        for name in list(facts)
        if name in version or name in ("written_by", "picture", "picture_alt")
    }
    facts.setdefault("point", KnowledgePoint.objects.filter(code="scaffold.check").first() or make_point())
    question = Question.objects.create(code=code, **facts)
    question.current = QuestionVersion.objects.create(question=question, number=1, kind=kind, **version)
    question.save(update_fields=["current"])
    return question


def make_paper(quotas: list[dict[str, Any]], code: str = "company", **terms: Any) -> PaperVersion:
    """A published paper that may draw unreviewed questions."""
    paper = Paper.objects.create(code=code, title="公司级考试", level="company")
    facts = {"allow_unreviewed": True, "published_at": PUBLISHED} | terms
    paper.current = PaperVersion.objects.create(paper=paper, number=1, quotas=quotas, **facts)
    paper.save(update_fields=["current"])
    return paper.current
