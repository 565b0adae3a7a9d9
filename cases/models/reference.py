"""What editors add to the data that ships: the rest days of a year, numbers of a place and a time.

Each counts once another person than its writer has confirmed it; until then it is 待核实.
"""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from knowledge.models.articles import TwoHandsNote


class CalendarYear(TwoHandsNote):
    """Rest days and make-up days of one year, as typed; `cases.rules.rest_days` reads them.

    `reckoned` is false while running clocks still stand as they were reckoned without it; `reached` is the last clock
    that was looked at.
    """

    year = models.PositiveSmallIntegerField(
        "年份", unique=True, validators=[MinValueValidator(2000), MaxValueValidator(2199)]
    )
    source = models.CharField("依据", max_length=200, help_text="哪个通知、文号、哪一天发的")
    rest = models.TextField(
        "放假的日子",
        help_text="一行一段：节日、第一天、最后一天，例如“春节 2026-02-15 2026-02-23”；只有一天的写一个日期",
    )
    make_up = models.TextField("调休上班的周六、周日", blank=True, help_text="一行写一个或几个日期")
    reckoned = models.BooleanField(default=False, editable=False)
    reached = models.BigIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = "放假安排"
        verbose_name_plural = "放假安排"
        ordering = ["-year"]

    def __str__(self) -> str:
        return f"{self.year} 年"


class Number(TwoHandsNote):
    """A number that sums by law need: of which kind, where, from when to when."""

    class Kind(models.TextChoices):
        INCOME = "national_income", "上一年度全国城镇居民人均可支配收入"
        PAY_DAYS = "pay_days", "月计薪天数（加班）"
        LEAVE_PAY_DAYS = "leave_pay_days", "月计薪天数（年休假）"

    DAYS = (Kind.PAY_DAYS, Kind.LEAVE_PAY_DAYS)
    LONGEST_MONTH = 31
    UNITS = {"national_income": "元/年", "pay_days": "天/月", "leave_pay_days": "天/月"}

    kind = models.CharField("是什么数", max_length=20, choices=Kind.choices)
    region = models.CharField("地区", max_length=40, blank=True, help_text="全国的不填；省、市写全名")
    value = models.DecimalField("数", max_digits=12, decimal_places=2, validators=[MinValueValidator(0.01)])
    valid_from = models.DateField("从哪天起用", help_text="收入：死亡在这一天以后（含）的用这个数")
    valid_to = models.DateField("到哪天止", null=True, blank=True, help_text="这一天起不再用；还在用的不填")
    source = models.CharField("来源", max_length=200, help_text="哪个机关、哪个文件、哪一天公布")

    class Meta:
        verbose_name = "计算用的数"
        verbose_name_plural = "计算用的数"
        ordering = ["kind", "region", "-valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "region", "valid_from"],
                name="one_number_of_a_day",
                violation_error_message="这个地区从这一天起已经有一个数了",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.value}"
