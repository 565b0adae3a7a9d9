"""Reading the answer out of a plain form: the same fields in exams, lessons and the notebook."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from portal.rules.numbers import row_key
from portal.services.refusal import Refused

from ..sitting import Asked


def given_of(request: HttpRequest, asked: Asked, prefix: str = "") -> Any:
    """The answer as places, a number as typed. Steps carry their rank, each rank once; else a Refused is returned.

    `prefix` tells the questions of one form from another.
    """
    if asked.control == "number":
        return request.POST.get(f"{prefix}a", "")
    if asked.control != "order":
        return [place for place in request.POST.getlist(f"{prefix}a") if place]
    ranks = [(request.POST.get(f"{prefix}r{choice.place}", ""), choice.place) for choice in asked.choices]
    chosen = sorted((number, place) for rank, place in ranks if (number := row_key(rank)))
    if len({rank for rank, _ in chosen}) < len(chosen):
        return Refused("有两项排在同一位，请改一下。")
    return [place for _, place in chosen]
