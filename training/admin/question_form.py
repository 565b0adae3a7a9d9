"""Writing a question and revising it; its preview on a phone while it is written."""

from __future__ import annotations

from typing import Any, cast

from django.db import transaction
from django.http import Http404, HttpRequest, JsonResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from wagtail.admin import messages
from wagtail.images import get_image_model

from portal import clock
from portal.rules.numbers import row_key
from portal.services.refusal import Refused

from .. import bank_reading
from ..models import Question
from ..rules import kinds
from ..rules.questions import LIMITS, problems
from ..services import bank
from ..sitting import LIGHT, Picture
from .desk import DeskView, put_beside
from .question_fields import QuestionForm
from .question_page import CHANGE, VIEW, on_phone

ADD = "training.add_question"
HINTS = {
    kinds.SINGLE: "几个选项里只有一个对。",
    kinds.MULTIPLE: "几个选项里至少两个对，全选对才得分。",
    kinds.TRUE_FALSE: "一句话，说对还是错。",
    kinds.PICTURE: "看图选一个：题目配一张图，或者每个选项都配图。",
    kinds.HAZARD: "一张图，在图上点出有危险的地方。",
    kinds.ORDERING: "把步骤排好先后。",
    kinds.NUMERIC: "填一个数，带单位，可以有误差。",
}
_STALE = "你打开以后，这道题又出了第{number}版。请对照新版本，改好再存一次。"


class ChooseKind(DeskView):
    permission = ADD
    template_name = "training/bank/choose_kind.html"
    page_title = "写一道题"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        rows = [(kind, name, HINTS[kind]) for kind, name in kinds.KINDS]
        return self.render_to_response(self.get_context_data(rows=rows))

    def crumbs(self) -> list[tuple[str, str]]:
        return [(reverse("questions:index"), "题库")]


class _FormView(DeskView):
    template_name = "training/bank/form.html"
    question: Question | None = None
    kind = ""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.kind = kwargs.get("kind", "")
        if "pk" in kwargs:
            rows = Question.objects.select_related("current", "point")
            self.question = get_object_or_404(rows, pk=kwargs["pk"], current__isnull=False)
            assert self.question.current is not None  # noqa: S101
            self.kind = request.GET.get("kind", self.question.current.kind)
        if self.kind not in kinds.NAMES:
            raise Http404

    def crumbs(self) -> list[tuple[str, str]]:
        above = [(reverse("questions:index"), "题库")]
        if self.question:
            above.append((reverse("questions:page", args=[self.question.pk]), self.question.code))
        return above

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return self.show(QuestionForm(kind=self.kind, question=self.question))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        form = QuestionForm(request.POST, kind=self.kind, question=self.question)
        if form.is_valid():
            try:
                kept, said = self.keep(form)
            except Refused as refused:
                put_beside(form, refused)
            else:
                messages.success(request, said)
                self.warn(kept)
                return redirect("questions:page", kept.pk)
        messages.error(request, "还没有存：有几处要改，都写在旁边。你填的都还在。")
        return self.show(form)

    def keep(self, form: QuestionForm) -> tuple[Question, str]:
        raise NotImplementedError

    def warn(self, kept: Question) -> None:
        """A question that nobody has reviewed may stand on a paper this minute: whoever wrote it has to know."""
        papers = bank_reading.drawn_unreviewed(kept, self.person, clock.today())
        if not papers:
            return
        names = "".join(f"《{paper.title}》" for paper in papers)
        links = [messages.button(reverse("papers:page", args=[paper.pk]), paper.title) for paper in papers]
        said = f"待复核：这道题还没复核，但{names}允许抽待复核的题，现在就可能抽到它。"
        messages.warning(self.request, said, buttons=links)

    def show(self, form: QuestionForm) -> HttpResponseBase:
        fewest, most = LIMITS.get(form.part, (0, 0))
        scene = form["picture"].value()
        more = {
            "form": form,
            "kind": self.kind,
            "kind_name": kinds.NAMES[self.kind],
            "hint": HINTS[self.kind],
            "fewest": fewest,
            "most": most,
            "question": self.question,
            "others": [row for row in kinds.KINDS if row[0] != self.kind],
            "scene": scene_of(scene) if self.kind == kinds.HAZARD else None,
            "media": form.media,
        }
        return self.render_to_response(self.get_context_data(**more))


class WriteView(_FormView):
    permission = ADD

    def get_page_title(self) -> str:
        return f"写一道题：{kinds.NAMES[self.kind]}"

    def keep(self, form: QuestionForm) -> tuple[Question, str]:
        made = bank.add_question(
            code=form.cleaned_data["code"],
            wording=form.wording(),
            sorting=form.sorting(),
            by=self.person,
            now=clock.now(),
        )
        return made, f"{made.code} 存好了，等专家复核。"


class ReviseView(_FormView):
    permission = CHANGE

    def get_page_title(self) -> str:
        assert self.question is not None  # noqa: S101
        return f"修改 {self.question.code}"

    def keep(self, form: QuestionForm) -> tuple[Question, str]:
        """Content and sorting together, or neither; not over what somebody else wrote meanwhile."""
        assert self.question is not None  # noqa: S101
        with transaction.atomic():
            row = Question.objects.select_for_update().select_related("current").get(pk=self.question.pk)
            before = row.current.number if row.current else 0
            if form.cleaned_data["seen"] != before:
                form.data = cast(QueryDict, form.data).copy()
                form.data["seen"] = str(before)
                raise Refused(_STALE.format(number=before))
            bank.sort_question(question=row, sorting=form.sorting(), by=self.person)
            version = bank.revise_question(question=row, wording=form.wording(), by=self.person, now=clock.now())
        if version.number == before:
            return row, f"{row.code}：题目没有变，没有出新版本；归类已存好。"
        return row, f"{row.code} 出了第{version.number}版，等专家复核。正在考的卷子不变。"


class PreviewView(DeskView):
    """What is being written, on a phone; nothing is kept."""

    permission = VIEW
    http_method_names = ["post"]

    def post(self, request: HttpRequest, kind: str) -> HttpResponseBase:
        if kind not in kinds.NAMES:
            raise Http404
        form = QuestionForm(request.POST, kind=kind)
        form.is_valid()
        wording = form.wording()
        wrong = [message for _, message in problems(wording)]
        version = bank_reading.draft(wording)
        ready = version.stem and _has_key(version.kind, version.key)
        must = bool(form.cleaned_data.get("red_line"))
        shown = bank_reading.shown(version, must=must) if ready else None
        return on_phone(request, shown, bank_reading.bases(wording.basis, clock.today()), wrong)


def _has_key(kind: str, key: Any) -> bool:
    if kind == kinds.NUMERIC:
        return isinstance(key.get("value"), int | float)
    return isinstance(key, bool) if kind == kinds.TRUE_FALSE else isinstance(key, list)


def scene_of(pk: Any) -> Picture | None:
    """The picture of a question by its number, as large as a phone gets it."""
    if not row_key(str(pk or "")):
        return None
    image = get_image_model().objects.filter(pk=pk).first()
    if image is None:
        return None
    shown = image if image.is_svg() else image.get_rendition(LIGHT)
    return Picture(shown.file.url, shown.width, shown.height)


def picture(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Where a picture is that was just chosen."""
    found = scene_of(pk) if request.user.has_perm(VIEW) else None
    if found is None:
        raise Http404
    return JsonResponse(vars(found))
