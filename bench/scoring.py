"""How good ranked answers to labelled questions are."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from knowledge.rules import numerals

Asked = Sequence[Mapping[str, Any]]
"""Questions as `id`, `question`, `labour`, `relevant` (keys of articles, 法名|第N条)."""
Answers = Mapping[Any, Sequence[str]]
"""Id of a question → keys, best first."""


@dataclass(frozen=True)
class Scores:
    recall_10: float
    recall_100: float
    mrr_10: float
    labour_10: float


def scores(asked: Asked, answers: Answers) -> Scores:
    return Scores(
        recall(asked, answers, 10),
        recall(asked, answers, 100),
        reciprocal_rank(asked, answers, 10),
        recall([question for question in asked if question["labour"]], answers, 10),
    )


def recall(asked: Asked, answers: Answers, depth: int) -> float:
    """Mean share of the relevant articles among the first `depth`."""
    shares = []
    for question in asked:
        wanted = {same(key) for key in question["relevant"]}
        shares.append(len(wanted & set(_first(answers, question, depth))) / len(wanted))
    return sum(shares) / len(shares)


def reciprocal_rank(asked: Asked, answers: Answers, depth: int) -> float:
    """Mean of 1 / place of the first relevant article among the first `depth`."""
    total = 0.0
    for question in asked:
        wanted = {same(key) for key in question["relevant"]}
        places = [place for place, key in enumerate(_first(answers, question, depth), 1) if key in wanted]
        total += 1 / places[0] if places else 0.0
    return total / len(asked)


def _first(answers: Answers, question: Mapping[str, Any], depth: int) -> list[str]:
    return list(dict.fromkeys(same(key) for key in answers.get(question["id"], ())))[:depth]


def same(key: str) -> str:
    """One writing for a key: without 中华人民共和国, article by number."""
    law, _, article = key.partition("|")
    law = re.sub(r"\s+", "", law).translate(str.maketrans("〈〉<>()", "《》《》（）")).replace("中华人民共和国", "")
    found = re.match(r"第?(.+?)条(?:之(.+?))?(?:#.*)?$", article)
    if not found:
        return f"{law}|{article}"
    sub = numerals.to_int(found[2]) if found[2] else 0
    return f"{law}|{numerals.article_key(numerals.to_int(found[1]), sub)}"
