"""Sums the law gives, line by line: what, how reckoned, who pays, by which article.

A line without its base says 未计算 and which base is missing, one that rests on an unconfirmed number says 待核实.
"""

from .civil import Damage, damage
from .contract import DoubleWage, Ended, Probation, compensation, double_wage, probation
from .death import Death, Dependant, Missing, death, missing
from .floors import floor, floor_of, likely
from .injury import Injury, injury
from .limits import final_award, wage_crime
from .lines import LIMIT, MONTHLY, ONCE, Line
from .parameters import Book, Grant, Parameter, shipped
from .pay import (
    Arrears,
    BelowMinimum,
    Deduction,
    Overtime,
    Owed,
    UnusedLeave,
    WorkStop,
    arrears,
    below_minimum,
    deduction,
    overtime,
    unused_leave,
    work_stop,
)

__all__ = [
    "LIMIT",
    "MONTHLY",
    "ONCE",
    "Arrears",
    "BelowMinimum",
    "Book",
    "Damage",
    "Death",
    "Deduction",
    "Dependant",
    "DoubleWage",
    "Ended",
    "Grant",
    "Injury",
    "Line",
    "Missing",
    "Overtime",
    "Owed",
    "Parameter",
    "Probation",
    "UnusedLeave",
    "WorkStop",
    "arrears",
    "below_minimum",
    "compensation",
    "damage",
    "death",
    "deduction",
    "double_wage",
    "final_award",
    "floor",
    "floor_of",
    "injury",
    "likely",
    "missing",
    "overtime",
    "probation",
    "shipped",
    "unused_leave",
    "wage_crime",
    "work_stop",
]
