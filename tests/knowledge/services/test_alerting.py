"""Somebody may be in danger: the desk, its deputies and the platform's groups hear of it, and no name goes out."""

import datetime

from knowledge.services.hotline_mail import receive_letter
from knowledge.services.questions import Given, ask_question
from portal.models import Escalation, GroupHook, Message
from portal.rules.letters import read_letter
from portal.rules.roles import Role
from portal.services.group_notices import keep_hook

NOW = datetime.datetime(2026, 11, 28, 12, tzinfo=datetime.UTC)
ADDRESS = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=k"


def hook_of(organisation):
    made = GroupHook(organisation=organisation, name="值班群", service="wecom", kinds=["hotline_urgent"])
    return keep_hook(hook=made, address=ADDRESS, secret="")


def test_seats_and_the_groups_of_the_platform_are_told(platform, client_company, make_person, post):
    seat = make_person("坐席甲", username="seat")
    posted = post(seat, Role.HOTLINE, organisation=platform)
    ours, theirs = hook_of(platform), hook_of(client_company)
    ask_question(given=Given(text="王大柱说要跳楼，工资不给"), nonce="n", address="10.0.0.1", now=NOW)
    message = Message.objects.get(person=seat, kind="hotline_urgent")
    assert Escalation.objects.get(message=message).post == posted
    assert [row.title for row in ours.notices.all()] == [message.title]
    assert "王大柱" not in message.title + message.body
    assert not theirs.notices.exists()


def test_what_a_robot_wrote_is_kept_as_spam_and_opens_no_thread(db):
    raw = (
        "From: mailer@x.cn\r\nMessage-ID: <r@x>\r\nSubject: Out of office\r\nAuto-Submitted: auto-replied\r\n\r\n"
        "我在休假。\r\n"
    )
    question = receive_letter(letter=read_letter(raw.encode()), now=NOW)
    assert question.state == "spam"
