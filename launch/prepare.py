"""The steps between an installed environment and a site that can be served; unchanged ones are skipped."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from . import checks, places
from .console import Steps
from .processes import must_run
from .stamps import Stamps, fingerprint

LOG = places.LOGS / "prepare.log"
APPS = ("portal", "knowledge", "cases", "training", "search")


@dataclass(frozen=True)
class Step:
    """One step: the management commands it runs, and the key under which it counts as done."""

    name: str
    title: str
    commands: tuple[tuple[str, ...], ...]
    key: Callable[[], str]


def _folders(*names: str) -> list[Path]:
    return [places.ROOT / name for name in names]


def _migrations() -> str:
    return fingerprint([places.RUNTIME_LOCK, *_folders(*(f"{app}/migrations" for app in APPS))], database())


def _groups() -> str:
    """What the groups may do stands in the settings: an update that gives more reaches them without a migration."""
    return fingerprint(_folders("portal/settings"), _migrations())


def _static() -> str:
    return fingerprint([places.RUNTIME_LOCK, *_folders("static", "portal/settings")])


def _catalogue() -> str:
    return fingerprint(_folders("knowledge"), _migrations())


def _training() -> str:
    return fingerprint(_folders("training"), _catalogue())


def _sample() -> str:
    """Loaded once for a database: whoever removed the sample does not want it back after an update."""
    return database()


def _index() -> str:
    return fingerprint(_folders("search", "knowledge"), _migrations())


STEPS = (
    Step("migrate", "建立数据库", (("migrate", "--no-input", "-v", "0"),), _migrations),
    Step("groups", "补上编辑和审核的权限", (("ensure_groups",),), _groups),
    Step("static", "收集样式与图片", (("collectstatic", "--no-input", "-v", "0"),), _static),
    Step("catalogue", "载入法规目录与要点", (("load_catalogue",),), _catalogue),
    Step("training", "载入培训内容", (("load_training",),), _training),
    Step("sample", "载入示例内容", (("load_sample",), ("load_training_sample",)), _sample),
    Step("answers", "载入示例问答", (("load_answers",),), _sample),
    Step("pages", "载入示例政策更新和解读", (("load_pages",),), _sample),
    Step("precedents", "载入示例案例", (("load_precedents",),), _sample),
    Step("cases", "载入示例案件", (("load_cases",),), _sample),
    Step("index", "建立搜索索引", (("load_synonyms",), ("rebuild_index",)), _index),
)

SAMPLES = {"sample", "answers", "pages", "precedents", "cases"}
"""What a site that wants no sample goes without."""


def database() -> str:
    """Names the database without its password."""
    url = os.environ.get("MINGBAI_DATABASE_URL", "")
    return fingerprint([], url) if url else "own"


def prepare(steps: Steps, *, sample: bool) -> None:
    """Run every step whose key changed. Without the var folder's own database nothing counts as done."""
    stamps = Stamps(places.VAR / "stamps.json")
    if not _stands():
        stamps.forget(*(step.name for step in STEPS))
    checks.room(places.VAR, checks.SPARE_MEGABYTES if stamps.kept else checks.VAR_MEGABYTES)
    for step in STEPS:
        if step.name in SAMPLES and not sample:
            steps.skip(step.title, "不载入")
            continue
        key = step.key()
        if stamps.is_done(step.name, key):
            steps.skip(step.title)
            continue
        with steps.step(step.title):
            for command in step.commands:
                must_run(step.title, manage(*command), log=LOG)
            stamps.done(step.name, key)


def _stands() -> bool:
    """A database of one's own can be deleted by hand; a server's is asked by `migrate` each time it is new here."""
    return database() != "own" or (places.VAR / "mingbai.sqlite3").exists()


def manage(*arguments: str) -> list[str]:
    return [str(places.PYTHON), str(places.ROOT / "manage.py"), *arguments]
