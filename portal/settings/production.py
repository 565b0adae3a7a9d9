"""For a public server. Refuses to start without its secrets; expects HTTPS in front."""

from . import environment

environment.require(
    {
        "MINGBAI_SECRET_KEY": "会话与令牌的签名密钥",
        "MINGBAI_IDENTITY_KEYS": "证件号码的加密密钥，逗号分隔，最新的在前",
        "MINGBAI_HASH_KEY": "证件与号码散列的密钥",
        "MINGBAI_HOSTS": "允许的域名，逗号分隔",
        "MINGBAI_BASE_URL": "对外网址，如 https://mingbai.example.com",
        "MINGBAI_DATABASE_URL": "数据库地址，如 postgresql://用户:口令@主机:5432/库名",
    }
)

from .base import *  # noqa: E402, F403
from .base import BASE_URL, EMAIL_URL, HASH_KEY, IDENTITY_KEYS, SECRET_KEY, SMS_URL  # noqa: E402

_short = {"MINGBAI_SECRET_KEY": SECRET_KEY, "MINGBAI_HASH_KEY": HASH_KEY} | {
    "MINGBAI_IDENTITY_KEYS": min(IDENTITY_KEYS, key=len)
}
for _name, _value in _short.items():
    if len(_value) < 32:
        raise environment.stop(f"{_name} 太短，至少 32 个字符")
DEBUG = False
SMS_BACKEND = environment.text("MINGBAI_SMS_BACKEND", "portal.sms.NoSms")
if SMS_BACKEND == "portal.sms.HttpSms" and not SMS_URL:
    raise environment.stop("选了 HTTP 短信网关，但缺少环境变量 MINGBAI_SMS_URL（网关地址）")
if EMAIL_URL and not environment.text("MINGBAI_EMAIL_FROM"):
    raise environment.stop("设了邮件服务器，但缺少环境变量 MINGBAI_EMAIL_FROM（发件人）")
STAFF_NEED_SECOND_FACTOR = True

_https = BASE_URL.startswith("https://")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if environment.number("MINGBAI_PROXIES", 0) else None
SECURE_SSL_REDIRECT = _https
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = environment.number("MINGBAI_HSTS_SECONDS", 31536000) if _https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = environment.flag("MINGBAI_HSTS_SUBDOMAINS", False)
SESSION_COOKIE_SECURE = _https
CSRF_COOKIE_SECURE = _https
SESSION_COOKIE_NAME = "__Host-session" if _https else "sessionid"
CSRF_COOKIE_NAME = "__Host-csrf" if _https else "csrftoken"
