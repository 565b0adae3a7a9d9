"""Sheets about people who are on a site already: contracts, attendance, wages; what their columns may be called."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

from .headers import COLUMNS, Column


class Sheet(StrEnum):
    CONTRACTS = "contracts"
    ATTENDANCE = "attendance"
    WAGES = "wages"


NAMES = {Sheet.CONTRACTS: "劳动合同表", Sheet.ATTENDANCE: "考勤表", Sheet.WAGES: "工资表"}

_WHO = {column: COLUMNS[column] for column in (Column.NAME, Column.DOCUMENT, Column.KIND)}
_WHO[Column.NAME] += ("日期姓名", "姓名日期")
"""A cell cut by a slanting line: 日期 above it, 姓名 below."""
_MONTH = ("月份", "考勤月份", "工资月份", "所属月份", "年月", "所属期", "考勤年月", "工资所属月份", "期间")
_NOTE = ("备注", "说明")
WORKSHEETS: dict[Sheet, dict[Column, tuple[str, ...]]] = {
    Sheet.CONTRACTS: _WHO
    | {
        Column.CONTRACT_SIGNED: (
            "签订日期",
            "合同签订日期",
            "合同签订时间",
            "劳动合同签订日期",
            "签合同日期",
            "合同日期",
        ),
        Column.STARTS: ("合同开始日期", "合同起始日期", "合同开始", "开始日期", "起始日期", "合同期限起", "生效日期"),
        Column.ENDS: ("合同结束日期", "合同终止日期", "合同到期日期", "合同结束", "结束日期", "终止日期", "到期日期"),
        Column.CONTRACT_NUMBER: COLUMNS[Column.CONTRACT_NUMBER],
        Column.FORM: ("合同类型", "合同期限类型", "合同种类", "合同形式"),
        Column.ORGANISATION: COLUMNS[Column.ORGANISATION],
        Column.WAGE: ("约定工资", "合同工资", "月工资", "日工资", "工资标准", "约定工资标准"),
        Column.PAY_DAY: ("发薪日", "工资支付日", "工资发放日", "发工资日期"),
        Column.NOTE: _NOTE,
    },
    Sheet.ATTENDANCE: _WHO
    | {
        Column.MONTH: _MONTH,
        Column.DAYS: (
            "出勤天数",
            "出勤",
            "出工天数",
            "工日",
            "实际出勤",
            "实际出勤天数",
            "考勤天数",
            "出勤工日",
            "工天",
            "出勤合计",
            "合计出勤",
            "合计天数",
            "合计工日",
            "总工日",
            "总天数",
            "总出勤",
            "实出勤",
            "实际工日",
            "累计出勤",
            "本月出勤",
            "本月出勤天数",
            "本月工日",
            "工数",
            "总工数",
            "出勤数",
            "天数",
        ),
        Column.TOTAL: ("合计", "小计", "总计", "本月合计", "月合计", "累计"),
        Column.HOURS: (
            "工时",
            "总工时",
            "出勤工时",
            "工作小时",
            "出勤小时",
            "合计工时",
            "工时合计",
            "总小时",
            "小时数",
            "合计小时",
        ),
        Column.OVERTIME: ("加班小时", "加班工时", "加班时数", "加班", "加班合计", "合计加班", "加班时间"),
        Column.ABSENT: ("缺勤天数", "缺勤", "请假天数", "旷工天数"),
        Column.NOTE: _NOTE,
    },
    Sheet.WAGES: _WHO
    | {
        Column.MONTH: _MONTH,
        Column.DAYS: ("出勤天数", "出勤", "工日", "出勤工日", "工天"),
        Column.DUE: (
            "应发工资",
            "应发",
            "应发金额",
            "应付工资",
            "工资总额",
            "应发合计",
            "应发工资合计",
            "应发总额",
            "应发小计",
            "应付金额",
            "应发工资小计",
        ),
        Column.DEDUCTED: ("扣款", "扣款合计", "扣除", "应扣", "代扣", "扣款金额"),
        Column.PAID: (
            "实发工资",
            "实发",
            "实发金额",
            "实付工资",
            "实领工资",
            "实发合计",
            "实发工资合计",
            "实发总额",
            "实付金额",
            "实领金额",
        ),
        Column.PAID_ON: ("发放日期", "支付日期", "发放时间", "付款日期", "到账日期"),
        Column.WAY: ("发放方式", "支付方式", "发放形式"),
        Column.NOTE: _NOTE,
    },
}
"""What each column may be called; the first name is the one of our template."""

MOST_YUAN = Decimal(10_000_000)
NUMBERS = {
    Column.DAYS: Decimal(31),
    Column.TOTAL: MOST_YUAN,
    Column.ABSENT: Decimal(31),
    Column.HOURS: Decimal(744),
    Column.OVERTIME: Decimal(744),
    Column.WAGE: MOST_YUAN,
    Column.DUE: MOST_YUAN,
    Column.DEDUCTED: MOST_YUAN,
    Column.PAID: MOST_YUAN,
}
"""The most that each may be: days and hours of a month, yuan."""
TEXTS = {Column.CONTRACT_NUMBER: 60, Column.FORM: 40, Column.ORGANISATION: 120, Column.PAY_DAY: 40, Column.WAY: 40,
         Column.NOTE: 200}  # fmt: skip
DATES = (Column.CONTRACT_SIGNED, Column.PAID_ON)
MONEY = frozenset({Column.DUE, Column.DEDUCTED, Column.PAID})
"""What may be less than nought: a correction, money given back."""
