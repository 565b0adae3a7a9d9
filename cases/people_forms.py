"""Forms that put right who belongs to a case and what happened in it, and the one that asks for personal data."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from .deed_forms import DeedForm, why_field
from .models import Happening, Party, TeamMember
from .rules.clocks import vocabulary
from .services.happenings import LASTING


class _OneHappening(forms.ModelChoiceField):
    def label_from_instance(self, obj: Happening) -> str:
        whose = f"（{obj.party.name}）" if obj.party else ""
        form = "%Y-%m-%d" if obj.day_only else "%Y-%m-%d %H:%M"
        return f"{timezone.localtime(obj.at):{form}} {vocabulary('events').get(obj.event, obj.event)}{whose}"


class _OneMember(forms.ModelChoiceField):
    def label_from_instance(self, obj: TeamMember) -> str:
        return f"{obj.get_group_display()}：{obj.person.name if obj.person else obj.name}"


class _OneParty(forms.ModelChoiceField):
    def label_from_instance(self, obj: Party) -> str:
        return f"{obj.name}（{obj.get_role_display()}）"


def _choices(field: Any, rows: Any) -> None:
    field.queryset = rows


class UndoForm(DeedForm):
    happening = _OneHappening(
        Happening.objects.none(), label="哪一件经过", empty_label="请选", error_messages={"required": "请选一件"}
    )
    why = why_field("为什么撤回")
    cautions = ("撤回的还看得到；它起算的期限不再算，它办到的期限接着走。时间记错了的，更正那条记录，或者改事实。",)

    def fill(self) -> None:
        rows = self.case.happenings.filter(undone_at__isnull=True).exclude(event__in=LASTING)
        _choices(self.fields["happening"], rows.select_related("party").order_by("-at", "-pk"))


class PartyOutForm(DeedForm):
    party = _OneParty(
        Party.objects.none(), label="哪个当事人", empty_label="请选", error_messages={"required": "请选当事人"}
    )
    why = why_field("为什么删去")
    cautions = ("这一行还留着，不再显示；只为他算的期限停下，他自己的页面打不开了。",)

    def fill(self) -> None:
        _choices(self.fields["party"], self.case.parties.filter(removed_at__isnull=True))


class AboveForm(DeedForm):
    party = _OneParty(
        Party.objects.none(), label="哪个当事人", empty_label="请选", error_messages={"required": "请选当事人"}
    )
    employer = _OneParty(Party.objects.none(), label="上面的单位", empty_label="没有", required=False)

    def fill(self) -> None:
        rows = self.case.parties.filter(removed_at__isnull=True)
        _choices(self.fields["party"], rows)
        _choices(self.fields["employer"], rows.filter(role__in=Party.CHAIN))


class TeamOutForm(DeedForm):
    member = _OneMember(
        TeamMember.objects.none(), label="谁", empty_label="请选", error_messages={"required": "请选成员"}
    )

    def fill(self) -> None:
        _choices(self.fields["member"], self.case.team.filter(until__isnull=True).select_related("person"))


class PersonalForm(PartyOutForm):
    why = why_field("为什么要看")
    cautions = ("看一次记一次：谁、什么时候、为什么。有账号的当事人自己查得到。",)

    def fill(self) -> None:
        rows = self.case.parties.filter(removed_at__isnull=True, role__in=Party.PEOPLE)
        _choices(self.fields["party"], rows)
