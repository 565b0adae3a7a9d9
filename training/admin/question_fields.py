"""The form of a question: one for each kind. It knows what editors type, and the rules say what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from wagtail.images import get_image_model
from wagtail.images.widgets import AdminImageChooser

from cases.teaching import is_published
from portal import clock

from ..models import KnowledgePoint, Question, QuestionVersion
from ..rules import kinds
from ..rules.blueprint import DIFFICULTIES, QUESTION_LEVELS
from ..rules.questions import LIMITS, Wording, lettered, part_of, plain, problems, tidy
from ..rules.trades import TRADES
from ..services.bank import Sorting, next_code, unmatched, wording_of

_SIDES = {"x": "左", "y": "上", "w": "宽", "h": "高"}
_WORDS = {"options": "选项", "regions": "这里有什么", "items": "步骤"}
_SEPARATORS = re.compile(r"[、,，;；\s]+")


def _image(**kwargs: Any) -> forms.ModelChoiceField:
    wrong = {"invalid_choice": "图片库里没有这张图了，请另选"}
    return forms.ModelChoiceField(
        get_image_model().objects.all(), required=False, widget=AdminImageChooser(), error_messages=wrong, **kwargs
    )


class PartForm(forms.Form):
    """One row: an option, a place on the picture, or a step. Rows without words, picture and numbers are none."""

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        part = part_of(kind)
        rows = forms.Textarea(attrs={"rows": 1, "maxlength": 120})
        self.fields["words"] = forms.CharField(label=_WORDS[part], required=False, widget=rows)
        if part != "items":
            label = "有隐患" if part == "regions" else "正确"
            self.fields["right"] = forms.BooleanField(label=label, required=False)
        if part == "options":
            self.fields["picture"] = _image(label="配图")
            self.fields["pin"] = forms.BooleanField(label="总排在最后", required=False)
        if part == "regions":
            for side, label in _SIDES.items():
                box = forms.TextInput(attrs={"inputmode": "decimal", "size": 5, "data-side": side})
                self.fields[side] = forms.CharField(label=label, required=False, max_length=8, widget=box)

    @property
    def filled(self) -> bool:
        return any(self.data.get(self.add_prefix(name), "").strip() for name in ("words", "picture", *_SIDES))

    @property
    def sides(self) -> list[forms.BoundField]:
        return [self[side] for side in _SIDES]

    def part(self, kind: str) -> dict[str, Any]:
        """As `kinds` shapes it, without its letter."""
        asked = self.cleaned_data
        if part_of(kind) == "items":
            return {"text": asked["words"]}
        if part_of(kind) == "regions":
            return {"label": asked["words"]} | {side: plain(asked[side] or None) for side in _SIDES}
        picture = asked.get("picture")
        return {"text": asked["words"], "picture": picture.pk if picture else None, "pin": asked["pin"]}


class QuestionForm(forms.Form):
    """Everything of a question but its parts, which are `rows`. `seen` is the version that was open when it began."""

    code = forms.CharField(
        label="题号",
        required=False,
        max_length=60,
        help_text="不填就按知识点接着编，如 height.anchor.7。自己编用小写字母、数字、点和短横。定了就不改。",
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    stem = forms.CharField(label="题干", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    picture = _image(label="图片")
    picture_alt = forms.CharField(
        label="图里有什么",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="给看不见图的人听，也给读屏软件念。有图就要写。",
    )
    truth = forms.ChoiceField(
        label="正确答案", required=False, choices=[("true", "对"), ("false", "错")], widget=forms.RadioSelect
    )
    value = forms.CharField(label="正确的数", required=False, max_length=40)
    unit = forms.CharField(label="单位", required=False, help_text="如：米、伏、天。不填就是没有单位。")
    tolerance = forms.CharField(
        label="允许误差", required=False, max_length=40, help_text="上下差多少也算对，0 是一点不差"
    )
    explanation = forms.CharField(
        label="解析",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="为什么对，做错会怎样。交卷以后工人看到这里。",
    )
    basis = forms.CharField(
        label="依据",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="一行一条，写全法规名和条号，如：安全生产法第五十七条。预览里看得到有没有对上。",
    )
    unheld = forms.BooleanField(
        label="这部法不在库里，照样保存", required=False, help_text="题目会列在“没有对上条文”里。"
    )
    difficulty = forms.TypedChoiceField(
        label="难度", choices=list(DIFFICULTIES.items()), coerce=int, initial=2, widget=forms.RadioSelect
    )
    point = forms.ModelChoiceField(
        KnowledgePoint.objects.order_by("group", "order", "pk"),
        label="知识点",
        empty_label="请选",
        error_messages={"required": "请选知识点"},
    )
    levels = forms.MultipleChoiceField(
        label="用在哪些级别",
        required=False,
        choices=QUESTION_LEVELS,
        widget=forms.CheckboxSelectMultiple,
        help_text="一个都不勾，就是哪一级都可以用。",
    )
    trades = forms.CharField(
        label="只考哪些工种",
        required=False,
        help_text="几个工种用顿号隔开，如：架子工、木工。空着就是人人都考。",
        widget=forms.TextInput(attrs={"list": "trades", "autocomplete": "off"}),
    )
    case = forms.CharField(
        label="讲哪个案例",
        required=False,
        max_length=80,
        help_text="已发布案例的代号：它网址 /precedents/ 后面那一段。交卷以后看得到；空着就自动找引用同一条文的。",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    red_line = forms.BooleanField(label="红线题：必须答对，答错整卷不及格", required=False)

    def __init__(self, data: Any = None, *, kind: str, question: Question | None = None) -> None:
        self.kind, self.question = kind, question
        self.part = part_of(kind)
        before = tidy(wording_of(question.current)) if question and question.current else None
        self.asks_unheld, self.kept_basis = False, before.basis if before else ""
        initial = _initial(question, before) if question and before else {}
        data = compact(data, LIMITS[self.part][1]) if data is not None and self.part else data
        super().__init__(data, initial=initial)
        if question:
            del self.fields["code"]
        unused = {kinds.NUMERIC: ["truth"], kinds.TRUE_FALSE: ["value", "unit", "tolerance"]}
        for name in unused.get(kind, ["truth", "value", "unit", "tolerance"]):
            del self.fields[name]
        same = before if before and before.kind == kind else None
        self.rows = [PartForm(data, prefix=f"part-{n}", kind=kind, initial=row) for n, row in self._rows(same)]
        self.trade_names = TRADES

    def _rows(self, before: Wording | None) -> list[tuple[int, dict[str, Any]]]:
        if not self.part:
            return []
        kept = [_row(row, before) for row in before.body[self.part]] if before else []
        return list(enumerate(kept + [{}] * (LIMITS[self.part][1] - len(kept))))

    @property
    def media(self) -> forms.Media:
        found = super().media
        for row in self.rows:
            found += row.media
        return found

    @property
    def parts_errors(self) -> Any:
        return self.errors.get("rows", []) if self.is_bound else []

    @property
    def key_errors(self) -> Any:
        return self.errors.get("key", []) if self.is_bound else []

    def clean_case(self) -> str:
        code = str(self.cleaned_data["case"]).strip()
        if code and code != (self.question.case if self.question else "") and not is_published(code):
            raise forms.ValidationError(f"没有代号是“{code}”的已发布案例")
        return code

    def clean(self) -> dict[str, Any]:
        asked: dict[str, Any] = super().clean() or {}
        for row in self.rows:
            row.is_valid()
        wording = self.wording()
        for field, message in problems(wording):
            self._put(field, message)
        for said in self._unmatched(tidy(wording).basis):
            self._put("basis", said)
        if not asked.get("code") and asked.get("point") and "code" in self.fields:
            asked["code"] = next_code(asked["point"])
        return asked

    def _unmatched(self, basis: str) -> list[str]:
        """Lines of the basis that name no article of the library; a law that is not there is let pass by a tick, and
        once it was let pass as long as the words stay."""
        lines = unmatched(basis, clock.today())
        said = [f"第{one.number}行“{one.words}”：库里没有这一条。请核对条号。" for one in lines if one.missing]
        unheld = [one for one in lines if not one.missing]
        self.asks_unheld = bool(unheld)
        if self.cleaned_data.get("unheld") or basis == self.kept_basis:
            return said
        check = "没有对上库里的条文。请核对法规名和条号；这部法真不在库里，就勾下面的“照样保存”。"
        return said + [f"第{one.number}行“{one.words}”{check}" for one in unheld]

    def _put(self, field: str, message: str) -> None:
        names = {"options": "rows", "regions": "rows", "items": "rows", "kind": None}
        name: str | None = names.get(field, field)
        if name == "key" and not self.part:
            name = "value" if self.kind == kinds.NUMERIC else "truth"
        if name in ("rows", "key"):
            self.errors.setdefault(name, self.error_class(error_class="nonfield")).append(message)
        else:
            self.add_error(name if name in self.fields else None, message)

    def wording(self) -> Wording:
        """What was typed, also when something is wrong with it."""
        asked = self.cleaned_data
        filled = [row for row in self.rows if row.filled and row.is_valid()]
        picture = asked.get("picture")
        return Wording(
            kind=self.kind,
            stem=asked.get("stem", ""),
            key=self._key(filled),
            explanation=asked.get("explanation", ""),
            basis=asked.get("basis", ""),
            body=self._body(filled),
            difficulty=asked.get("difficulty") or 2,
            picture=picture.pk if picture else None,
            picture_alt=asked.get("picture_alt", ""),
        )

    def _body(self, filled: list[PartForm]) -> dict[str, Any]:
        if self.part:
            return {self.part: lettered(row.part(self.kind) for row in filled)}
        return {"unit": self.cleaned_data.get("unit", "")} if self.kind == kinds.NUMERIC else {}

    def _key(self, filled: list[PartForm]) -> Any:
        asked = self.cleaned_data
        if self.kind == kinds.TRUE_FALSE:
            return {"true": True, "false": False}.get(asked.get("truth", ""))
        if self.kind == kinds.NUMERIC:
            return {"value": plain(asked.get("value") or None), "tolerance": plain(asked.get("tolerance") or 0)}
        letters = [row["key"] for row in lettered({} for _ in filled)]
        if self.kind == kinds.ORDERING:
            return letters
        return [letter for letter, row in zip(letters, filled, strict=True) if row.cleaned_data.get("right")]

    def sorting(self) -> Sorting:
        asked = self.cleaned_data
        trades = tuple(dict.fromkeys(word for word in _SEPARATORS.split(asked["trades"]) if word))
        return Sorting(asked["point"], tuple(asked["levels"]), trades, asked["red_line"], asked["case"])


def _initial(question: Question, before: Wording) -> dict[str, Any]:
    version: QuestionVersion | None = question.current
    key = before.key if isinstance(before.key, Mapping) else {}
    return {
        "seen": version.number if version else 0,
        "stem": before.stem,
        "picture": before.picture,
        "picture_alt": before.picture_alt,
        "truth": {True: "true", False: "false"}.get(before.key) if isinstance(before.key, bool) else "",
        "value": key.get("value", ""),
        "unit": before.body.get("unit", ""),
        "tolerance": key.get("tolerance", ""),
        "explanation": before.explanation,
        "basis": before.basis,
        "difficulty": before.difficulty,
        "point": question.point_id,
        "levels": question.levels,
        "trades": "、".join(question.trades),
        "red_line": question.red_line,
        "case": question.case,
    }


def _row(row: Mapping[str, Any], before: Wording) -> dict[str, Any]:
    kept = {name: row[name] for name in ("picture", "pin", *_SIDES) if name in row}
    return kept | {"words": row.get("text") or row.get("label") or "", "right": row["key"] in before.key}


def compact(data: QueryDict, most: int) -> QueryDict:
    """Rows that were left empty go to the end, so that the numbers in a message are those of the rows."""
    names = ("words", "right", "picture", "pin", *_SIDES)
    rows = [{name: data.get(f"part-{n}-{name}", "") for name in names} for n in range(most)]
    rows.sort(key=lambda row: not any(row[name].strip() for name in ("words", "picture", *_SIDES)))
    moved = data.copy()
    for number, row in enumerate(rows):
        for name, value in row.items():
            moved.pop(f"part-{number}-{name}", None)
            if value:
                moved[f"part-{number}-{name}"] = value
    return moved
