"""`./mingbai start`: from a bare Python to a site that answers."""

from __future__ import annotations

import argparse
import http.client
import json
import os
import shutil
from typing import IO

from . import checks, model, packages, places, prepare
from .children import Child, Keeper
from .console import Steps, say
from .problems import Interrupted
from .processes import STOP, run

SECONDS_TO_ANSWER = 120
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}  # noqa: S104


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=int, default=8000, help="监听的端口，默认 8000；0 表示任选一个空闲的")
    parser.add_argument("--host", default="127.0.0.1", help="监听的地址，默认只有本机；0.0.0.0 表示所有网卡")
    parser.add_argument("--no-sample", action="store_true", help="不载入示例内容")
    parser.add_argument("--semantic", action="store_true", help="除了字词也按意思排搜索结果（多装约 150 MB）")


def start(options: argparse.Namespace) -> int:
    """Prepare, serve until asked to end, end everything. 0 after serving, 130 when interrupted before."""
    STOP.listen()
    checks.room(places.VAR, checks.SPARE_MEGABYTES)
    places.make_folders()
    lock = checks.only_one()
    port = checks.port(options.host, options.port)
    semantic = options.semantic or bool(os.environ.get(model.VARIABLE))
    steps = Steps(total=3 + semantic + len(prepare.STEPS))  # two before, for the environment, and the start itself
    try:
        packages.prepare(steps)
        if semantic:
            model.prepare(steps)
        sample = not options.no_sample and not _production()
        prepare.prepare(steps, sample=sample)
        _serve(steps, options.host, checks.port(options.host, port), lock)
    except Interrupted:
        say("已停止，没有留下进程。")
        return 130
    finally:
        lock.close()
        shutil.rmtree(places.TEMPORARY, ignore_errors=True)
    return 0


def _serve(steps: Steps, host: str, port: int, lock: IO[str]) -> None:
    address = web_address(host, port)
    web, worker = children(host, port, address)
    keeper = Keeper([web, worker])
    try:
        with steps.step("启动网站"):
            keeper.start()
            accounts = sample_accounts()
            keeper.wait_until_up(web, seconds=SECONDS_TO_ANSWER)
        checks.note_running(lock, address)
        say(f"\n明白已启动，用时 {steps.seconds():.1f} 秒：{address}")
        _show_accounts(accounts)
        say("按 Ctrl-C 停止。")
        keeper.keep()
        say("\n正在停止……")
    finally:
        keeper.end()
    say("已停止，没有留下进程。")


def children(host: str, port: int, address: str) -> tuple[Child, Child]:
    """The web server and the one worker that also keeps the schedule."""
    python = str(places.PYTHON)
    given = {"MINGBAI_BASE_URL": os.environ.get("MINGBAI_BASE_URL") or address.rstrip("/")}
    bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    web = [python, "-m", "gunicorn", "portal.wsgi:application", "--bind", bind]
    # Threads: a browser that opens a connection and says nothing must not hold a whole process.
    web += ["--workers", os.environ.get("MINGBAI_WORKERS") or "2", "--worker-class", "gthread", "--threads", "4"]
    web += ["--no-control-socket", "--worker-tmp-dir", str(places.RUN), "--graceful-timeout", "8", "--timeout", "60"]
    worker = [python, "-m", "celery", "-A", "portal", "worker", "-B", "--loglevel", "INFO"]
    worker += ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    return (
        Child("网站进程", web, places.LOGS / "web.log", lambda: answers(host, port), environment=given),
        Child("后台进程", worker, places.LOGS / "worker.log", environment=given),
    )


def web_address(host: str, port: int) -> str:
    name = EVERYWHERE.get(host, host)
    return f"http://[{name}]:{port}/" if ":" in name else f"http://{name}:{port}/"


def answers(host: str, port: int) -> bool:
    """Whether the home page comes; a redirect to HTTPS counts, an error does not."""
    link = http.client.HTTPConnection(EVERYWHERE.get(host, host), port, timeout=10)
    try:
        link.request("GET", "/", headers={"User-Agent": "mingbai-start"})
        return link.getresponse().status < 400
    except (OSError, http.client.HTTPException):
        return False
    finally:
        link.close()


def sample_accounts() -> list[dict[str, str]]:
    """The accounts of the sample, empty when it was removed or never loaded."""
    code, output = run(prepare.manage("sample_accounts", "--json"), log=prepare.LOG)
    if code:
        return []
    for line in reversed(output.splitlines()):
        try:
            found = json.loads(line)
        except ValueError:
            continue
        return found if isinstance(found, list) else []
    return []


def _show_accounts(accounts: list[dict[str, str]]) -> None:
    if not accounts:
        return
    say("示例账号（只供试用，manage.py remove_sample 可全部删除）：")
    for account in accounts:
        parts = [account.get("name", ""), f"登录名 {account.get('login', '')}"]
        parts += [f"口令 {account['password']}"] if account.get("password") else []
        parts += [f"PIN {account['pin']}"] if account.get("pin") else []
        say("  " + "  ".join(parts))


def _production() -> bool:
    return os.environ.get("DJANGO_SETTINGS_MODULE", "").endswith(".production")
