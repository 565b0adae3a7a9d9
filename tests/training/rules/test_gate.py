"""May this worker enter this site?"""

import datetime

import pytest

from training.rules import gate
from training.rules.gate import Answer, Paper, Verdict

DAY = datetime.date(2026, 11, 25)
LATER, EARLIER = DAY + datetime.timedelta(days=9), DAY - datetime.timedelta(days=1)


@pytest.mark.parametrize(
    ("found", "answer"),
    [
        ([], Answer.UNKNOWN),
        ([Paper("合同", True, LATER)], Answer.YES),
        ([Paper("合同", True)], Answer.YES),
        ([Paper("合同", True, DAY)], Answer.YES),
        ([Paper("合同", False, LATER)], Answer.UNKNOWN),
        ([Paper("合同", True, EARLIER)], Answer.NO),
        ([Paper("合同", True, LATER, revoked=True)], Answer.NO),
        ([Paper("没有签合同", False, denied=True)], Answer.NO),
        ([Paper("没有签合同", False, denied=True), Paper("合同", True)], Answer.YES),
        ([Paper("旧", True, EARLIER), Paper("新", False, LATER)], Answer.UNKNOWN),
        ([Paper("旧", True, EARLIER), Paper("新", True, LATER)], Answer.YES),
    ],
)
def test_the_best_paper_on_record_answers(found, answer):
    assert gate.paper("合同", found, today=DAY, todo="签合同").answer is answer


def test_missing_training_is_named():
    line = gate.training(["项目级", "班组级"], asked=True)
    assert (line.answer, line.words) == (Answer.NO, "还差：项目级、班组级")


def test_yearly_training_that_is_overdue_closes_the_gate():
    line = gate.training([], ["年度"], asked=True)
    assert (line.answer, line.words) == (Answer.NO, "已超期，还没学：年度")


@pytest.mark.parametrize(
    ("valid_to", "review_by", "last"),
    [(LATER, EARLIER, EARLIER), (EARLIER, LATER, EARLIER), (None, LATER, LATER), (LATER, None, LATER), (None,) * 3],
)
def test_a_review_that_was_missed_ends_a_certificate(valid_to, review_by, last):
    assert gate.good_until(valid_to, review_by) == last


def test_nothing_asked_is_not_everything_done():
    assert gate.training([], asked=False).answer is Answer.UNKNOWN


def test_training_alone_never_opens_the_gate():
    lines = [gate.training([], asked=True)]
    lines += [gate.paper(what, [], today=DAY, todo="补") for what in ("合同", "实名登记")]
    lines.append(gate.special("木工", False, [], today=DAY))
    verdict = Verdict(tuple(lines))
    assert (verdict.may_enter, verdict.refused) == (False, False)


@pytest.mark.parametrize(
    ("trade", "needed", "found", "answer"),
    [
        ("木工", False, [], Answer.NOT_NEEDED),
        ("", False, [], Answer.UNKNOWN),
        ("电工", True, [], Answer.UNKNOWN),
        ("电工", True, [Paper("操作证", True, LATER)], Answer.YES),
        ("电工", True, [Paper("操作证", True, EARLIER)], Answer.NO),
    ],
)
def test_special_trades_need_the_authoritys_certificate(trade, needed, found, answer):
    assert gate.special(trade, needed, found, today=DAY).answer is answer


def test_all_four_open_it():
    yes = Paper("在册", True, LATER)
    lines = (
        gate.training([], asked=True),
        gate.paper("合同", [yes], today=DAY, todo=""),
        gate.paper("实名登记", [yes], today=DAY, todo=""),
        gate.special("电工", True, [yes], today=DAY),
    )
    assert Verdict(lines).may_enter
