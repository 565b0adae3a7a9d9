"""Reading environment variables. Every name is documented in docs/operators.md; a wrong value stops the start."""

from __future__ import annotations

import json
import os
import secrets
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from ..rules.quiet import Hours, read_hours


def stop(reason: str) -> SystemExit:
    """One clear line and no trace: whoever starts the site has to act, not to debug."""
    return SystemExit(f"明白不能启动：{reason}")


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, default).strip()


def items(name: str) -> list[str]:
    """A comma-separated list, empty parts dropped."""
    return [part.strip() for part in os.environ.get(name, "").split(",") if part.strip()]


def number(name: str, default: int) -> int:
    raw = text(name)
    if not raw:
        return default
    if not raw.isdigit():
        raise stop(f"环境变量 {name} 应当是不带符号的整数，现在是“{raw}”")
    return int(raw)


def flag(name: str, default: bool) -> bool:
    raw = text(name).lower()
    if raw in {"", "1", "true", "yes", "on", "0", "false", "no", "off"}:
        return default if raw == "" else raw in {"1", "true", "yes", "on"}
    raise stop(f"环境变量 {name} 应当是 1 或 0，现在是“{raw}”")


def hours(name: str, default: str) -> Hours | None:
    """Two times of a day, `22:00-07:00`; `0` for none."""
    raw = text(name) or default
    try:
        return None if raw == "0" else read_hours(raw)
    except ValueError:
        raise stop(f"环境变量 {name} 应当像 22:00-07:00，不要就写 0，现在是“{raw}”") from None


def require(names: dict[str, str]) -> None:
    """Stop with all that is missing at once; `names` maps a variable to what it is for."""
    missing = [f"{name}（{purpose}）" for name, purpose in names.items() if not text(name)]
    if missing:
        raise stop("缺少环境变量 " + "、".join(missing))


def sqlite(path: Path) -> dict[str, Any]:
    """IMMEDIATE and a busy timeout, or concurrent writers fail at the first upgrade of a read lock.

    Connections are kept: the last one that closes writes the whole journal back, and with one for each request that
    would be every request.
    """
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "CONN_MAX_AGE": 60,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;",
        },
    }


def database(url: str) -> dict[str, Any]:
    """postgresql://user:password@host:5432/name?pool=1&sslmode=require or sqlite:////path/to/file.

    `pool` switches psycopg's connection pool on; every other parameter goes to the driver as it is.
    """
    parts = urlsplit(url)
    if parts.scheme == "sqlite" and parts.path:
        return sqlite(Path(unquote(parts.path[1:])))
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        raise stop("MINGBAI_DATABASE_URL 应当形如 postgresql://用户:口令@主机:5432/库名")
    options: dict[str, Any] = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    pool = options.pop("pool", "0") not in {"0", "false", "no"}
    if pool:
        options["pool"] = True
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or str(options.pop("host", "")),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 0 if pool else 60,
        "CONN_HEALTH_CHECKS": not pool,
        "OPTIONS": options,
    }


def mail(url: str) -> dict[str, Any]:
    """Django's settings of mail from smtp://user:password@host:587 (STARTTLS), smtps://… (TLS), or smtp://…?tls=0."""
    parts = urlsplit(url)
    try:
        known, port = parts.scheme in {"smtp", "smtps"} and bool(parts.hostname), parts.port
    except ValueError:
        known, port = False, None
    if not known:
        raise stop("MINGBAI_EMAIL_URL 应当像 smtp://用户:口令@主机:587 或 smtps://用户:口令@主机:465")
    implicit = parts.scheme == "smtps"
    return {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "HOST": parts.hostname,
        "PORT": port or (465 if implicit else 587),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "SSL": implicit,
        "TLS": not implicit and parse_qs(parts.query).get("tls", ["1"])[0] != "0",
    }


def own_secrets(var: Path) -> dict[str, Any]:
    """Keys for a machine of one's own, made once into `var`/secrets.json, readable by its owner only.

    Two processes that start together agree: the first link to the final name wins, the other reads it.
    """
    target = var / "secrets.json"
    if not target.exists():
        var.mkdir(parents=True, exist_ok=True)
        made = {
            "secret_key": secrets.token_urlsafe(48),
            "identity_keys": [secrets.token_urlsafe(32)],
            "hash_key": secrets.token_urlsafe(32),
        }
        handle, name = tempfile.mkstemp(dir=var, prefix="secrets-")
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            json.dump(made, out)
        try:
            os.link(name, target)
        except FileExistsError:
            pass
        finally:
            os.unlink(name)
    with target.open(encoding="utf-8") as source:
        kept: dict[str, Any] = json.load(source)
    return kept
