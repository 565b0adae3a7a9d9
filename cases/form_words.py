"""What forms of cases say of a wrong input: short words, in place of those that come with Django."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms


def speak_plainly(fields: Iterable[forms.Field]) -> None:
    """Give each field words for what is too long, too small or too large, where it has none of its own; decimals are
    yuan."""
    for field in fields:
        said = field.error_messages
        if isinstance(field, forms.CharField) and field.max_length:
            said.setdefault("max_length", f"最多 {field.max_length} 个字")
        if isinstance(field, forms.IntegerField):  # decimals too
            said.setdefault("min_value", f"不能小于 {field.min_value}")
            said.setdefault("max_value", f"不能大于 {field.max_value}")
        if isinstance(field, forms.DecimalField):
            said["invalid"] = "写数字，单位是元"
            said.setdefault("max_decimal_places", f"最多 {field.decimal_places} 位小数")
            for code in ("max_digits", "max_whole_digits"):
                said.setdefault(code, "数字太长")
