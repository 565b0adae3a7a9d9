"""Count tries in the database."""

from __future__ import annotations

import datetime

import pytest

from portal import clock
from portal.models import SignInEvent
from portal.services import limiting

NOW = clock.now()


def take(after: int = 0, number: str = "1", address: str = "10.0.0.1", action: str = "code"):
    return limiting.take(action=action, number=number, address=address, now=NOW + datetime.timedelta(seconds=after))


def test_the_limit_counts_and_lets_go(db):
    for step in range(10):
        take(step)
    with pytest.raises(limiting.TooOften) as refused:
        take(60)
    assert 3500 < refused.value.seconds <= 3600
    take(3601)


def test_a_refused_try_is_not_counted(db):
    take(action="sms")
    for step in range(1, 30):
        with pytest.raises(limiting.TooOften):
            take(step, action="sms")
    assert SignInEvent.objects.count() == 2
    take(61, action="sms")


def test_what_went_well_is_given_back(db):
    for step in range(30):
        limiting.give_back(ticket=take(step))
    assert not SignInEvent.objects.exists()


def test_numbers_and_actions_are_counted_apart(db):
    for step in range(10):
        take(step)
    take(11, number="2", address="10.0.0.2")
    take(11, action="secret")


def test_old_rows_are_forgotten(db):
    take(-90000)
    take()
    assert limiting.forget_old(now=NOW) == 2
    assert SignInEvent.objects.count() == 2


def test_the_words_name_the_wait():
    assert "1 分钟" in limiting.TooOften(1).message
    assert "2 小时" in limiting.TooOften(3700).message
