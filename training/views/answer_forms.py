"""Reading the answer out of a plain form: the same fields in exams, lessons and the notebook."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from portal.services.refusal import Refused

from ..sitting import Asked


def given_of(request: HttpRequest, asked: Asked) -> Any:
    """The answer as places, a number as typed. Steps carry their rank, each rank once; else a Refused is returned."""
    if asked.control == "number":
        return request.POST.get("a", "")
    if asked.control != "order":
        return request.POST.getlist("a")
    ranks = [(request.POST.get(f"r{choice.place}", ""), choice.place) for choice in asked.choices]
    chosen = sorted((int(rank), place) for rank, place in ranks if rank.isascii() and rank.isdigit())
    if len({rank for rank, _ in chosen}) < len(chosen):
        return Refused("有两项排在同一位，请改一下。")
    return [place for _, place in chosen]
