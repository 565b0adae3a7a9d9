"""The fictional cases that come with the site, told by the same verbs as real ones, and the removal of all of them."""

from __future__ import annotations

import datetime
import io
import uuid
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.core.files.base import ContentFile
from django.db import models, transaction
from PIL import Image, ImageDraw

from portal.models import Membership, Person, Project
from portal.rules.roles import Role

from ..models import Case, ChainHead, Party
from .claims import hold_paper
from .evidence import add_evidence
from .floors import reckon
from .happenings import note_happening
from .people import add_party, tell_bases
from .promises import promise
from .records import keep_record
from .reporting import Report, report_incident
from .settlements import note_payment, review_settlement, sign_settlement, write_settlement
from .stages import move_stage
from .trail import SAMPLE_SEARCH, chain_of

SITE = "示例·滨江花园二期"
_MINUTE, _DAY = datetime.timedelta(minutes=1), datetime.timedelta(days=1)
_SKIPPED = "示例，略去这一步"


class _Teller:
    """One case as it is told: whoever does something does it `after` the report."""

    def __init__(self, report: Report, hands: dict[Role, Person]) -> None:
        self.began, self.hands, self.by = report.known_at, hands, hands[Role.LABOUR_MANAGER]
        self.case = report_incident(report=report, by=self.by, now=self.began)

    def happened(self, event: str, after: datetime.timedelta) -> None:
        at = self.began + after
        note_happening(case=self.case, event=event, at=at, by=self.by, now=at)

    def wrote(self, kind: str, after: datetime.timedelta, role: Role = Role.LABOUR_MANAGER, /, **values: Any) -> None:
        at = self.began + after
        keep_record(case=self.case, by=self.hands[role], kind=kind, at=at, values=values, now=at)

    def party(self, role: str, name: str, after: datetime.timedelta = _MINUTE, **facts: Any) -> Party:
        return add_party(case=self.case, role=role, name=name, by=self.by, now=self.began + after, **facts)

    def moved(self, to: str, after: datetime.timedelta, *lacking: str) -> None:
        move_stage(case=self.case, to=to, by=self.by, now=self.began + after, reasons=dict.fromkeys(lacking, _SKIPPED))
        self.case.refresh_from_db()


@transaction.atomic
def load_cases(*, now: datetime.datetime) -> int:
    """A dispute in talks, an injury before recognition, a settled dispute whose last part is late, a near miss that is
    being looked into; how many were made. Nothing is made where there is a sample case or no sample site."""
    project = Project.objects.filter(name=SITE, is_sample=True).first()
    if project is None or Case.objects.filter(is_sample=True).exists():
        return 0
    held = Membership.objects.active(on=now.date()).filter(is_sample=True).select_related("person")
    hands = {Role(row.role): row.person for row in held.order_by("-pk") if row.project_id in {None, project.pk}}
    told = (_talks, _injury, _settled, _near_miss)
    for tell in told:
        tell(project, hands, now)
    return len(told)


def _report(project: Project, kind: str, text: str, known_at: datetime.datetime, **more: Any) -> Report:
    occurred = known_at - 5 * _MINUTE if kind in {"INJ", "SAF"} else None
    return Report(
        key=uuid.uuid4(), kind=kind, project=project, text=text, known_at=known_at, occurred_at=occurred, **more
    )


def _talks(project: Project, hands: dict[Role, Person], now: datetime.datetime) -> None:
    began = _morning(now - _DAY)
    told = _Teller(
        _report(
            project,
            "DIS-WAG",
            "木工班 12 人来项目部，说八月份工资没有发。",
            began,
            place="项目部门口",
            people_count=12,
            demands="发放八月份工资，合计 62,400 元",
            facts={"amount": Decimal(62400)},
            calls={"reported": began + 3 * _MINUTE},
        ),
        hands,
    )
    general = told.party("general", "示例·宏远建筑公司")
    told.party("labour", "示例·顺达劳务分包", employer=general)
    told.party("representative", "示例·木工代表")
    told.happened("talked", 40 * _MINUTE)
    told.moved("D2", 45 * _MINUTE)
    told.moved("D3", 60 * _MINUTE, "record:lookup")
    told.wrote(
        "dialogue", 70 * _MINUTE, place="项目部二楼会议室", led_by="劳务管理员", led_to="二楼会议室，作业面照常施工",
        workers="木工班 12 人", count=12, order="ORD-GROUP", demands="八月份工资每人 5,200 元", answer="ANS-TIME",
        said="工人：八月的工资还没有到账。\n劳务管理员：考勤已经核对，马上报公司。", answered="明天开会，给出付款日期",
    )  # fmt: skip
    promise(
        case=told.case,
        by=told.by,
        what="开会答复付款日期",
        to="木工班",
        who="项目经理",
        due_at=now + _DAY,
        now=began + 80 * _MINUTE,
    )
    told.moved("D4", 90 * _MINUTE)


def _injury(project: Project, hands: dict[Role, Person], now: datetime.datetime) -> None:
    began = _morning(now - 12 * _DAY)
    told = _Teller(
        _report(
            project,
            "INJ",
            "拆模时从 2 米高的架子上摔下，右小腿骨折。",
            began,
            place="2 号楼四层",
            people_count=1,
            facts={"facets": {"accident_class": ["AC-FAL"], "trade": ["TR-CAR"]}},
            calls={"called_120": began + _MINUTE, "reported": began + 4 * _MINUTE},
        ),
        hands,
    )
    hurt = told.party(
        "worker", "示例·王师傅", person=Person.objects.filter(username="shili-wang", is_sample=True).first()
    )
    tell_bases(
        case=told.case, party=hurt, by=told.by, now=began + _DAY, wage="7200.00", region_wage="8900.00", insured="yes",
        leave_months="3", leave_wage="7200.00", medical="18600.00",
    )  # fmt: skip
    told.party("family", "示例·王师傅的妻子", of=hurt, relation="配偶")
    told.happened("unit_head_informed", 8 * _MINUTE)
    told.happened("government_reported", 40 * _MINUTE)
    told.happened("first_aid_started", 9 * _MINUTE)
    told.moved("I2", 10 * _MINUTE)
    told.wrote(
        "first_aid", 15 * _MINUTE, Role.SAFETY_MANAGER, place="2 号楼南侧", who="示例·王师傅", by="安全管理员、班组长",
        did=["AID-FIX", "AID-WAY"], course="用夹板固定小腿，没有移动颈部，等医护。", state="清醒",
        called_at=began + _MINUTE, arrived_at=began + 20 * _MINUTE, hospital="示例·第一人民医院", decided_by="急救医生",
        left_at=began + 30 * _MINUTE,
    )  # fmt: skip
    add_evidence(
        case=told.case, by=hands[Role.SAFETY_MANAGER], key=uuid.uuid4(), kind="photo", what="出事的位置（示意图）",
        now=began + 25 * _MINUTE, file=ContentFile(_sketch(), "place.png"), name="place.png",
        taken_at=began + 22 * _MINUTE, place="2 号楼四层",
    )  # fmt: skip
    told.moved("I3", 60 * _MINUTE)
    told.moved("I4", _DAY, "document:investigation")
    told.wrote(
        "family", 90 * _MINUTE, who="妻子", how="FAM-CALL", told="伤情、医院和床号", about=["FAM-FACT"],
        help="订了来程车票和住处", company="社保专员",
    )  # fmt: skip
    for code in ("employment", "diagnosis"):
        hold_paper(case=told.case, by=told.by, of="recognition", code=code, now=began + 6 * _DAY)


def _settled(project: Project, hands: dict[Role, Person], now: datetime.datetime) -> None:
    began, manager = _morning(now - 40 * _DAY), hands[Role.PROJECT_MANAGER]
    told = _Teller(
        _report(
            project,
            "DIS-WAG",
            "钢筋班 2 人离场，最后一个月的工资没有结清。",
            began,
            people_count=2,
            demands="结清最后一个月工资，合计 10,000 元",
            facts={"amount": Decimal(10000)},
            calls={"reported": began},
        ),
        hands,
    )
    labour = told.party("labour", "示例·顺达劳务分包")
    people = [told.party("worker", name) for name in ("示例·离场工人甲", "示例·离场工人乙")]
    for one in people:
        tell_bases(case=told.case, party=one, by=told.by, now=began + _DAY, month_wage="5000.00", owed="5000.00")
    told.happened("talked", 30 * _MINUTE)
    told.moved("D2", 40 * _MINUTE)
    told.moved("D3", 50 * _MINUTE, "record:lookup")
    told.moved("D4", _DAY, "record:dialogue")
    told.wrote(
        "meeting", _DAY, form="MET-TRI", place="项目部会议室", chair="项目经理", company="项目经理、财务",
        workers="2 人都到", platform="劳务管理员、法务顾问", subcontractor="分包负责人到场",
        minutes="核对考勤，没有争议。", decided="分两次付清",
    )  # fmt: skip
    halves = [(began.date() + 10 * _DAY, Decimal(5000)), (now.date() - 2 * _DAY, Decimal(5000))]
    row = write_settlement(
        case=told.case, by=manager, now=began + 2 * _DAY, text="顺达劳务分包分两次付清两人最后一个月的工资。",
        amount=Decimal(10000), basis="self", speaker="两人本人", own_speaker="项目经理", own_basis="staff",
        basis_note="本人到场", payer=labour, shares=dict.fromkeys(people, Decimal(5000)), instalments=halves,
        floor=reckon(told.case, today=began.date() + 2 * _DAY),
    )  # fmt: skip
    review_settlement(
        settlement=row, by=hands[Role.LEGAL], passed=True, comment="数额和考勤一致，可以签。", now=began + 2 * _DAY
    )
    row = sign_settlement(settlement=row, by=manager, on=began.date() + 2 * _DAY, now=began + 2 * _DAY)
    told.moved("D6", 3 * _DAY, "record:explained")
    first = row.instalments.get(number=1)
    note_payment(
        instalment=first, by=told.by, amount=first.amount, on=first.due_on, now=began + 10 * _DAY, proof="银行回单"
    )


def _near_miss(project: Project, hands: dict[Role, Person], now: datetime.datetime) -> None:
    began = _morning(now - 20 * _DAY)
    told = _Teller(
        _report(
            project,
            "SAF",
            "塔吊吊着的模板滑落，下面没有人。",
            began,
            place="1 号楼北侧",
            calls={"reported": began + 2 * _MINUTE},
        ),
        hands,
    )
    told.wrote("scene", 20 * _MINUTE, Role.SAFETY_MANAGER, guarded="北侧拉警戒线，停止吊装", by="安全管理员")
    told.moved("I2", 30 * _MINUTE)
    told.moved("I3", 40 * _MINUTE)
    told.wrote(
        "investigation", _DAY, members="安全部、机械班", course="吊运模板时绑扎松脱。", direct="绑扎点只有一个",
        indirect="吊前没有试吊", proposals="吊索具全部检查，司索工重新交底", measures="检查完以前停止吊装",
    )  # fmt: skip


def _morning(day: datetime.datetime) -> datetime.datetime:
    return day.replace(hour=9, minute=10, second=0, microsecond=0)


def _sketch() -> bytes:
    """A plain drawing in the place of a photo."""
    sheet = Image.new("RGB", (640, 480), "#f4f1ea")
    pen = ImageDraw.Draw(sheet)
    for x in range(80, 600, 120):
        pen.line((x, 60, x, 420), fill="#5b6470", width=6)
    for y in (140, 260, 380):
        pen.line((60, y, 580, y), fill="#5b6470", width=6)
    pen.line((320, 140, 320, 420), fill="#b42318", width=8)
    pen.polygon(((300, 400), (340, 400), (320, 430)), fill="#b42318")
    held = io.BytesIO()
    sheet.save(held, "PNG")
    return held.getvalue()


@transaction.atomic
def remove_cases() -> dict[str, int]:
    """Delete every sample case with all its rows, its chains included, and the searches of sample people.

    Rows that protect each other go in any order: the database asks at the end of the transaction.
    """
    cases = Case.objects.filter(models.Q(is_sample=True) | models.Q(project__is_sample=True))
    found = list(cases.only("pk"))
    chains = [SAMPLE_SEARCH, *(name for one in found for name in (chain_of(one), f"evidence:{one.pk}"))]
    pks = [one.pk for one in found]
    for model, path in rows_of_a_case():
        _erase(model, **{f"{path}__in": pks})
    _erase(apps.get_model("cases", "CaseMove"), chain=SAMPLE_SEARCH)
    _erase(apps.get_model("cases", "ClientConsent"), client__is_sample=True)
    ChainHead.objects.filter(chain__in=chains).delete()
    _erase(Case, pk__in=pks)
    return {"示例案件": len(pks)} if pks else {}


def rows_of_a_case() -> list[tuple[type[models.Model], str]]:
    """Every model of this app that leans on a case, with the way to it; what leans on others stands first."""
    own = list(apps.get_app_config("cases").get_models())
    ways: dict[Any, str] = {Case: ""}
    waiting: list[Any] = [Case]
    while waiting:
        above = waiting.pop(0)
        for model in own:
            name = next((one.name for one in model._meta.concrete_fields if one.related_model is above), "")
            if name and model not in ways:
                ways[model] = "__".join(part for part in (name, ways[above]) if part)
                waiting.append(model)
    del ways[Case]
    return list(ways.items())[::-1]


def _erase(model: type[models.Model], **which: Any) -> None:
    """Rows that are only ever added go too: they are samples."""
    rows: models.QuerySet[Any] = models.QuerySet(model).filter(**which)
    rows._raw_delete(rows.db)
