"""Settings: production refuses to start without its secrets, with one clear line."""

from __future__ import annotations

import os
import re
import stat
import subprocess
import sys

import pytest
from django.conf import settings

from portal.settings import environment

GOOD = {
    "MINGBAI_SECRET_KEY": "s" * 40,
    "MINGBAI_IDENTITY_KEYS": "i" * 40,
    "MINGBAI_HASH_KEY": "h" * 40,
    "MINGBAI_HOSTS": "mingbai.example.com",
    "MINGBAI_BASE_URL": "https://mingbai.example.com",
    "MINGBAI_DATABASE_URL": "postgresql://u:p%40ss@db.example.com:5433/mingbai?pool=1&sslmode=require",
}
SHOW = """
import portal.settings.production as s
print(s.SESSION_COOKIE_SECURE, s.SECURE_HSTS_SECONDS, s.SECURE_SSL_REDIRECT, s.STAFF_NEED_SECOND_FACTOR, s.DEBUG)
print(s.DATABASES["default"]["PASSWORD"], s.DATABASES["default"]["OPTIONS"])
"""


def start(tmp_path, code="import portal.settings.production", **env):
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MINGBAI_")}
    return subprocess.run(
        [sys.executable, "-c", code],
        env=kept | {"MINGBAI_VAR": str(tmp_path)} | env,
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("missing", sorted(GOOD))
def test_each_missing_secret_stops_the_start(tmp_path, missing):
    done = start(tmp_path, **{name: value for name, value in GOOD.items() if name != missing})
    assert done.returncode == 1
    assert missing in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_all_that_is_missing_is_named_at_once(tmp_path):
    done = start(tmp_path)
    assert all(name in done.stderr for name in GOOD)
    assert len(done.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MINGBAI_SECRET_KEY", "short"),
        ("MINGBAI_IDENTITY_KEYS", "i" * 40 + ",short"),
        ("MINGBAI_DATABASE_URL", "mysql://u@h/x"),
        ("MINGBAI_PROXIES", "one"),
        ("MINGBAI_SMS_BACKEND", "portal.sms.HttpSms"),
        ("MINGBAI_EMAIL_URL", "mail.example.com"),
        ("MINGBAI_EMAIL_URL", "smtp://mail.example.com:twentyfive"),
        ("MINGBAI_EMAIL_URL", "smtp://mail.example.com"),
    ],
)
def test_a_wrong_value_stops_the_start(tmp_path, name, value):
    done = start(tmp_path, **GOOD | {name: value})
    assert done.returncode == 1
    assert "明白不能启动" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_with_its_secrets_it_is_strict(tmp_path):
    done = start(tmp_path, SHOW, **GOOD)
    assert done.returncode == 0, done.stderr
    first, second = done.stdout.splitlines()
    assert first == "True 31536000 True True False"
    assert second == "p@ss {'sslmode': 'require', 'pool': True}"


@pytest.mark.parametrize(
    ("url", "port", "tls", "ssl"),
    [
        ("smtp://u%40x:p%3Aw@mail.example.com:2525", 2525, True, False),
        ("smtp://mail.example.com", 587, True, False),
        ("smtps://mail.example.com", 465, False, True),
        ("smtp://10.0.0.1:25?tls=0", 25, False, False),
    ],
)
def test_the_mail_server_is_named_by_an_address(url, port, tls, ssl):
    found = environment.mail(url)
    assert (found["PORT"], found["TLS"], found["SSL"]) == (port, tls, ssl)
    if "%40" in url:
        assert (found["USER"], found["PASSWORD"]) == ("u@x", "p:w")


def test_own_secrets_are_made_once_for_the_owner(tmp_path):
    first = environment.own_secrets(tmp_path / "var")
    assert environment.own_secrets(tmp_path / "var") == first
    mode = (tmp_path / "var" / "secrets.json").stat().st_mode
    assert stat.S_IMODE(mode) == 0o600
    assert [p.name for p in (tmp_path / "var").iterdir()] == ["secrets.json"]


def test_two_that_start_together_agree(tmp_path):
    code = (
        "from pathlib import Path; from portal.settings.environment import own_secrets;"
        f"print(own_secrets(Path({str(tmp_path)!r})))"
    )
    running = [
        subprocess.Popen([sys.executable, "-c", code], cwd=settings.BASE_DIR, stdout=subprocess.PIPE) for _ in range(4)
    ]
    assert len({process.communicate()[0] for process in running}) == 1


def test_every_environment_variable_is_documented():
    named: set[str] = set()
    for path in (settings.BASE_DIR / "portal").rglob("*.py"):
        named |= set(re.findall(r"MINGBAI_[A-Z_]+[A-Z]", path.read_text(encoding="utf-8")))
    documented = (settings.BASE_DIR / "docs" / "operators.md").read_text(encoding="utf-8")
    assert [name for name in sorted(named) if name not in documented] == []


def test_the_broker_has_its_folders():
    names = {path.name for path in settings.BROKER_DIR.iterdir()}
    assert {"messages", "processed", "control"} <= names
