"""The levels of training and the ways of holding it. Hours are never here: they are data with a basis."""

from __future__ import annotations

LEVELS: list[tuple[str, str]] = [
    ("company", "公司级"),
    ("project", "项目级"),
    ("crew", "班组级"),
    ("yearly", "年度"),
    ("return", "复岗、转岗"),
    ("new_technique", "四新"),
    ("accident", "事故后"),
    ("general", "专题"),
]
THREE_LEVELS = ("company", "project", "crew")
"""三级安全教育, in the order in which they are taken."""

NAMES = dict(LEVELS)

METHODS: list[tuple[str, str]] = [
    ("lecture", "集中授课"),
    ("case", "事故案例"),
    ("demonstration", "现场示范"),
    ("pre_shift", "班前教育"),
    ("online", "线上学习"),
    ("exam", "考试"),
]
ACADEMIC_MINUTES = 45
"""One 学时 as training organisers count it; forms show minutes beside it."""
