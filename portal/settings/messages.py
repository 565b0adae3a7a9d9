"""How people and groups are told, and what comes in by mail."""

from __future__ import annotations

from . import environment

SMS_BACKEND = environment.text("MINGBAI_SMS_BACKEND", "portal.sms.ConsoleSms")
SMS_URL = environment.text("MINGBAI_SMS_URL")
SMS_TOKEN = environment.text("MINGBAI_SMS_TOKEN")
SMS_TEMPLATE = environment.text("MINGBAI_SMS_TEMPLATE", "【明白】验证码 {code}，{minutes} 分钟内有效。不要告诉别人。")

SMS_MESSAGE_TEMPLATE = environment.text("MINGBAI_SMS_MESSAGE_TEMPLATE", "【明白】{title} 登录后在“我的”里看。")

# Mail: none unless a server is named.
EMAIL_URL = environment.text("MINGBAI_EMAIL_URL")
_mail = environment.mail(EMAIL_URL) if EMAIL_URL else {"BACKEND": "django.core.mail.backends.dummy.EmailBackend"}
EMAIL_BACKEND = _mail["BACKEND"]
EMAIL_HOST, EMAIL_PORT = _mail.get("HOST", "localhost"), _mail.get("PORT", 25)
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail.get("USER", ""), _mail.get("PASSWORD", "")
EMAIL_USE_SSL, EMAIL_USE_TLS = _mail.get("SSL", False), _mail.get("TLS", False)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = environment.text("MINGBAI_EMAIL_FROM", "明白 <mingbai@localhost>")

MESSAGE_CHANNELS: dict[str, list[str]] = {
    "certificate": ["email"],
    "training": ["email"],
    "saved_search": ["email"],
    "follow": ["email"],
    "hotline": ["email"],
    "hotline_urgent": ["sms", "email"],
    "incident": ["sms", "email"],
    "statutory_clock": ["sms", "email"],
    "case_clock": ["email"],
    "policy_update": ["email"],
    "integrity": ["email"],
}
"""Kind of message → channels beside the inbox ("email", "sms") it goes out on, unless the sender says otherwise."""
MESSAGE_KINDS: dict[str, str] = {
    "training": "培训和考试",
    "certificate": "证书",
    "saved_search": "保存的搜索有新内容",
    "follow": "关注的内容有变化",
    "hotline": "热线来问",
    "policy_update": "必读的政策更新",
    "case_clock": "案件的内部期限",
}
"""Kinds of message about which everybody chooses how to be told; others go out as the site says."""
URGENT_KINDS: dict[str, int] = {"hotline_urgent": 15, "incident": 10, "statutory_clock": 60}
"""Kinds that pass quiet hours, digests and opt-outs → minutes in which somebody opens it, or the deputy is told."""
NEWS_SOURCES: dict[str, str] = {
    "version": "knowledge.news.Published",
    "force": "knowledge.news.InForce",
    "end": "knowledge.news.Ended",
    "update": "knowledge.page_news.Updates",
    "reading": "knowledge.page_news.Interpretations",
    "answer": "knowledge.page_news.Answered",
}
"""Prefix → class of what followers are told; see knowledge/news.py. One that restates another stands after it."""
GROUP_KINDS: dict[str, str] = {
    "urgent_missed": "紧急消息没有人看",
    "hotline_urgent": "热线来了紧急的问题",
    "policy_update": "政策更新",
}
"""What groups in WeCom and DingTalk can be told."""
GROUP_HOSTS = {"wecom": "qyapi.weixin.qq.com", "dingtalk": "oapi.dingtalk.com"}
GROUP_RELAYS: list[str] = environment.items("MINGBAI_GROUP_RELAYS")
QUIET_HOURS = environment.hours("MINGBAI_QUIET_HOURS", "22:00-07:00")
"""When nothing but what is urgent goes out, in Shanghai; people may choose their own."""

MAILBOX_URL = environment.text("MINGBAI_MAILBOX_URL")
"""A mailbox that is read every minute; see portal/mailbox.py."""
MAIL_RECEIVER = "knowledge.services.hotline_mail.receive_letter"
"""Dotted callable (letter, now) that keeps what a letter says; without one the mailbox is left alone."""
