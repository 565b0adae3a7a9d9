"""What is done in a case: each deed has a page of its own with one small form, and works without scripts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from portal import clock as time
from portal.desk import put_beside
from portal.models import Person
from portal.services.refusal import Refused
from portal.tasks import send_messages

from .. import deed_forms as forms
from .. import people_forms as wrong
from ..models import RunningClock
from ..record_forms import BasesForm
from ..rules.access import Action, why_not
from ..rules.clocks.words import told
from ..services import clocks, handling, happenings, people, precedent_draft, stages
from ..services.floors import reckon
from .case import case_or_404, looked


@dataclass(frozen=True)
class Deed:
    """`run(case=…, by=…, now=…, **what the form gave)`; one of a clock takes `clock` in place of the case."""

    title: str
    action: Action
    form: type[forms.DeedForm]
    run: Callable[..., Any]
    of_clock: bool = False
    shows: bool = False
    """What it gives is shown this once, in place of the case."""
    of_sums: bool = False
    """It is what sums are reckoned from: they stand below its form, and who has filled it in comes back to it."""


def _merge(*, case: Any, other: Any, **more: Any) -> Any:
    return handling.merge_case(case=case, into=other, **more)


def _link(*, case: Any, other: Any, why: str, **more: Any) -> Any:
    del why
    return handling.link_cases(case=case, other=other, kind="related", **more)


def _of_part(verb: Callable[..., Any]) -> Callable[..., Any]:
    """A deed on something of the case, which the form has chosen among what belongs to it."""

    def run(*, case: Any, **given: Any) -> Any:
        del case
        return verb(**given)

    return run


DEEDS: dict[str, Deed] = {
    "happening": Deed("记一件经过", Action.RECORD, forms.HappeningForm, happenings.note_happening),
    "undo": Deed("撤回一件经过", Action.RECORD, wrong.UndoForm, _of_part(happenings.undo_happening)),
    "stage": Deed("换阶段", Action.STAGE, forms.StageForm, stages.move_stage),
    "facts": Deed("改人数、金额、分类", Action.CLOCK, forms.FactsForm, handling.change_facts),
    "party": Deed("加当事人", Action.PARTY, forms.PartyForm, people.add_party),
    "above": Deed("改上面的单位", Action.PARTY, wrong.AboveForm, _of_part(people.put_below)),
    "party-out": Deed("删去当事人", Action.PARTY, wrong.PartyOutForm, _of_part(people.remove_party)),
    "personal": Deed(
        "看电话和证件号码", Action.PERSONAL, wrong.PersonalForm, _of_part(people.see_personal), shows=True
    ),
    "bases": Deed("填法定数额要用的数", Action.PARTY, BasesForm, people.tell_bases, of_sums=True),
    "tie": Deed("和花名册对上", Action.PARTY, forms.TieForm, people.tie_party),
    "team": Deed("加小组成员", Action.TEAM, forms.TeamForm, people.join_team),
    "team-out": Deed("移出小组", Action.TEAM, wrong.TeamOutForm, _of_part(people.leave_team)),
    "hand-over": Deed("移交", Action.HANDLE, forms.HandOverForm, handling.hand_over),
    "pause": Deed("暂停", Action.HANDLE, forms.WhyForm, handling.pause_case),
    "resume": Deed("继续", Action.HANDLE, forms.WhyForm, handling.resume_case),
    "close": Deed("办结", Action.HANDLE, forms.CloseForm, handling.close_case),
    "reopen": Deed("重新办理", Action.REOPEN, forms.WhyForm, handling.reopen_case),
    "precedent": Deed("做成案例草稿", Action.PRECEDENT, forms.PrecedentForm, precedent_draft.draft_precedent),
    "link": Deed("关联另一件", Action.HANDLE, forms.OtherForm, _link),
    "merge": Deed("并到另一件", Action.HANDLE, forms.MergeForm, _merge),
    "split": Deed("拆分", Action.HANDLE, forms.SplitForm, handling.split_case),
    "filing": Deed("补记法定期限的事", Action.CLOCK, forms.FilingForm, happenings.note_happening),
    "meet": Deed("办好的时间", Action.CLOCK, forms.MeetForm, clocks.meet_clock, of_clock=True),
    "stop": Deed("停下", Action.CLOCK, forms.PauseForm, clocks.pause_clock, of_clock=True),
    "go-on": Deed("继续走", Action.CLOCK, forms.MoveForm, clocks.resume_clock, of_clock=True),
    "restart": Deed("重新起算", Action.CLOCK, forms.MoveForm, clocks.interrupt_clock, of_clock=True),
    "extend": Deed("延长", Action.CLOCK, forms.ExtendForm, clocks.extend_clock, of_clock=True),
    "drop": Deed("不适用", Action.CLOCK, forms.WhyForm, clocks.cancel_clock, of_clock=True),
    "correct": Deed("更正起算时间", Action.CLOCK, forms.MoveForm, clocks.correct_start, of_clock=True),
}


@never_cache
@login_required
@sensitive_post_parameters("phone", "identity", "name")
@require_http_methods(["GET", "POST"])
def deed(request: HttpRequest, number: str, code: str, clock: int | None = None) -> HttpResponse:
    """The form of one deed; done, back to the case. What may not be done now is said before anything is typed."""
    what = DEEDS.get(code)
    if what is None or what.of_clock != (clock is not None):
        raise Http404
    case = case_or_404(request, number)
    by: Person = request.user  # type: ignore[assignment]
    running = _clock_or_404(case.pk, clock) if clock is not None else None
    roles = case.roles_of(by)
    no = why_not(roles, what.action, case.state)
    looked(request, case, roles, deed=code)
    narrowed = {"look_for": request.GET.get("q", "")} if what.form is forms.HappeningForm else {}
    form = what.form(request.POST or None, case=case, by=by, clock=running, **narrowed)
    if request.method == "POST" and not no and form.is_valid():
        try:
            target = {"clock": running} if running else {"case": case}
            done = what.run(**target, by=by, now=time.now(), **form.given())
        except Refused as refused:
            put_beside(form, refused)
        else:
            if what.shows:
                return render(request, "cases/deed.html", {"case": case, "deed": what, "form": form, "shown": done})
            send_messages.delay_on_commit()
            messages.success(request, f"{what.title}：记下了")
            if said := getattr(done, "said", ""):
                messages.warning(request, said)
            return redirect("cases:deed", case.number, code) if what.of_sums else redirect(case)
    status = 403 if no else 422 if form.errors else 200
    facts = {"case": case, "deed": what, "form": form, "no": no, "clock": running}
    if what.of_sums and not no:
        facts["floor"] = reckon(case, today=time.today())
    if running and running.latest:
        facts["limit"] = told(running.latest, now=time.now())
    return render(request, "cases/deed.html", facts, status=status)


def _clock_or_404(case: int, pk: int) -> RunningClock:
    found = RunningClock.objects.select_related("case").filter(case=case, pk=pk).first()
    if found is None:
        raise Http404
    return found
