"""Load the shipped training content: questions, lessons, papers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand

from portal.clock import now
from training.services.content import Loaded
from training.services.content_lessons import load_lessons
from training.services.content_papers import load_papers
from training.services.content_questions import load_questions
from training.services.content_rules import load_requirements
from training.services.content_tracks import load_tracks

LOADERS: list[Callable[..., Loaded]] = [load_questions, load_lessons, load_papers, load_requirements, load_tracks]
"""In the order in which they need one another: lessons practise questions, papers belong to lessons."""


class Command(BaseCommand):
    help = "装入培训内容：知识点、题目、课程、试卷、语音（可重复执行，不覆盖人改过的内容）"

    def handle(self, *args: Any, **options: Any) -> None:
        told: list[str] = []
        for load in LOADERS:
            loaded = load(now=now())
            for oddity in loaded.oddities:
                self.stderr.write(f"待处理：{oddity}")
            if loaded.kept:
                self.stdout.write(f"人改过，没有覆盖：{'、'.join(loaded.kept)}")
            told += loaded.lines()
        self.stdout.write(f"培训内容已装入：{'；'.join(told) or '没有新内容'}")
