"""A small programme in files, loaded as shipped content is."""

from __future__ import annotations

from pathlib import Path

from tests.training.factories import PUBLISHED, make_point, make_question
from training.models import LessonPage
from training.services.content_lessons import load_lessons

DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 360"><rect width="640" height="360"/></svg>'
PROGRAMME = """
code = "three-level"
title = "三级安全教育"
audience = "worker"
intro = "公司、项目、班组。"
[[level]]
code = "company"
title = "公司级"
minutes = 20
summary = "人人都学。"
[[level]]
code = "crew"
title = "班组级"
minutes = 10
"""
LESSON = """
code = "three-level.{slug}"
title = "{title}"
level = "{level}"
minutes = 10
trades = {trades}
points = ["scaffold.check"]
summary = "学完会挂安全带。"
[[block]]
kind = "text"
heading = "先看"
body = "**先挂好**，再干活。"
[[block]]
kind = "picture"
file = "scene.svg"
alt = "一个人挂着安全带"
caption = "挂在高处"
[[block]]
kind = "steps"
heading = "怎么做"
steps = ["看", "挂", "干"]
[[block]]
kind = "case"
title = "典型情形"
what = "摔下来了。"
why = "没挂。"
lesson = "先挂好。"
{checks}
[[block]]
kind = "articles"
citations = [{citations}]
[[block]]
kind = "remember"
lines = ["先挂好，再干活。"]
"""


def write_lesson(folder: Path, number: str, slug: str, **facts: object) -> Path:
    """programmes/… must be there; checks and citations are lists of words."""
    checks = "".join(f'[[block]]\nkind = "check"\nquestion = "{code}"\n' for code in facts.pop("checks", ["q.1"]))  # type: ignore[attr-defined]
    citations = ", ".join(f'"{one}"' for one in facts.pop("citations", ["脚手架条例第一条"]))  # type: ignore[attr-defined]
    values = {"title": f"课{slug}", "level": "company", "trades": "[]"} | facts
    path = folder / "lessons" / "three-level" / f"{number}-{slug}.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(LESSON.format(slug=slug, checks=checks, citations=citations, **values), encoding="utf8")
    return path


def write_programme(folder: Path) -> Path:
    """Two lessons for everyone in the company level, one for scaffolders in the crew level."""
    for name, text in (("programmes/three-level.toml", PROGRAMME), ("pictures/scene.svg", DRAWING)):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf8")
    write_lesson(folder, "01", "height", title="高处作业")
    write_lesson(folder, "02", "power", title="临时用电", checks=["q.2", "q.3"])
    write_lesson(folder, "03", "rigging", title="架子工的一课", level="crew", trades='["架子工"]', checks=["q.4"])
    return folder


def make_lessons(folder: Path) -> dict[str, LessonPage]:
    """The programme in the tree with its questions: "height" has q.1 (single), "power" q.2 (multiple), q.3 (numeric),
    "rigging" q.4 (ordering)."""
    make_point()
    for code, kind in (("q.1", "single"), ("q.2", "multiple"), ("q.3", "numeric"), ("q.4", "ordering")):
        make_question(code, kind=kind)
    load_lessons(now=PUBLISHED, folder=write_programme(folder))
    return {page.slug: page for page in LessonPage.objects.all()}
