"""Servers that live for one test run only: a folder of their own, a free port, a user that is not root."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from . import elasticsearch, places
from .elasticsearch import Node
from .problems import Problem
from .processes import end_group, kill_group, spawn

LOOPBACK = "127.0.0.1"


def find_postgres() -> Path | None:
    """The folder of initdb and postgres; Debian keeps it off the PATH."""
    places = [Path(found).resolve().parent] if (found := shutil.which("initdb")) else []
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: _version(path), reverse=True)
    return next((place for place in places if (place / "initdb").exists() and (place / "postgres").exists()), None)


def _version(place: Path) -> int:
    return int(place.parent.name) if place.parent.name.isdigit() else 0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


class PrivateServers:
    """Started on entering, ended on leaving; `urls` maps the variables that tests read to addresses.

    `durable`: what is committed is on the disk, as a real server has it; tests do without.
    """

    def __init__(self, names: Sequence[str], *, durable: bool = False) -> None:
        self.names = names
        self.durable = durable
        self.urls: dict[str, str] = {}
        self._running: list[subprocess.Popen[bytes]] = []
        self._nodes: dict[Path, subprocess.Popen[bytes]] = {}
        self._folder = Path(tempfile.mkdtemp(prefix="mingbai-servers-"))

    def __enter__(self) -> PrivateServers:
        self._folder.chmod(0o755)
        try:
            if "postgres" in self.names and not os.environ.get("MINGBAI_TEST_POSTGRES_URL"):
                self._postgres()
            if "redis" in self.names and not os.environ.get("MINGBAI_TEST_REDIS_URL"):
                self._redis()
            if "elasticsearch" in self.names and not os.environ.get("MINGBAI_TEST_ELASTICSEARCH_URL"):
                self.urls["MINGBAI_TEST_ELASTICSEARCH_URL"] = self.elasticsearch().url
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *exception: object) -> None:
        for process in self._running:
            end_group(process, seconds=10)
        shutil.rmtree(self._folder, ignore_errors=True)

    def _postgres(self) -> None:
        programs = find_postgres()
        if programs is None:
            raise Problem("没有 PostgreSQL 服务程序", code=1)
        home, user = self._home("postgres", ("postgres", "nobody"))
        port = free_port()
        make = [str(programs / "initdb"), "-D", str(home / "data"), "-U", "mingbai", "-A", "trust", "-E", "UTF8"]
        self._once([*make, "--locale=C.UTF-8", "--no-sync"], home, user)
        options = {"listen_addresses": LOOPBACK, "unix_socket_directories": "", "port": str(port)}
        options["fsync"] = "on" if self.durable else "off"
        command = [str(programs / "postgres"), "-D", str(home / "data")]
        command += [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        ready = [str(programs / "pg_isready"), "-q", "-h", LOOPBACK, "-p", str(port)]
        self._start(command, home, user, lambda: subprocess.run(ready, check=False).returncode == 0)
        self.urls["MINGBAI_TEST_POSTGRES_URL"] = f"postgresql://mingbai@{LOOPBACK}:{port}/postgres"

    def _redis(self) -> None:
        program = shutil.which("redis-server")
        if program is None:
            raise Problem("没有 redis-server", code=1)
        home, user = self._home("redis", ("redis", "nobody"))
        port = free_port()
        command = [program, "--bind", LOOPBACK, "--port", str(port), "--dir", str(home), "--save", ""]
        self._start([*command, "--appendonly", "no"], home, user, lambda: _pongs(port))
        self.urls["MINGBAI_TEST_REDIS_URL"] = f"redis://{LOOPBACK}:{port}/0"

    def elasticsearch(self, password: str = "") -> Node:
        """A node of its own; with a password also one that asks for it."""
        server = elasticsearch.obtain(places.LOGS / "elasticsearch.log")
        home, user = self._home("elasticsearch-secure" if password else "elasticsearch", elasticsearch.USERS)
        node = Node(home, free_port(), free_port(), password)
        node.write(server)
        _give(home, user)
        environment = node.environment(_plain(home))
        if password:
            keys = [str(server / "bin" / "elasticsearch-keystore")]
            self._once([*keys, "create"], home, user, environment)
            self._once([*keys, "add", "-x", "bootstrap.password"], home, user, environment, said=password)
        self.run_node(node)
        return node

    def run_node(self, node: Node) -> None:
        """Start a node that was made here: the first time, or again after it was killed."""
        command = [str(elasticsearch.obtain(places.LOGS / "elasticsearch.log") / "bin" / "elasticsearch")]
        environment, seconds = node.environment(_plain(node.home)), elasticsearch.SECONDS
        user = None if os.geteuid() else node.home.owner()
        self._nodes[node.home] = self._start(command, node.home, user, node.healthy, environment, seconds)

    def kill_node(self, node: Node) -> None:
        """As `kill -9` does it."""
        kill_group(self._nodes[node.home])

    def _home(self, name: str, users: Sequence[str]) -> tuple[Path, str | None]:
        """A folder and who owns it: root starts the server as somebody else, others as themselves."""
        home = self._folder / name
        home.mkdir()
        if os.geteuid():
            return home, None
        owner = next(user for user in users if _exists(user))
        shutil.chown(home, owner)
        return home, owner

    def _once(
        self,
        command: Sequence[str],
        home: Path,
        user: str | None,
        environment: dict[str, str] | None = None,
        said: str = "",
    ) -> None:
        log = home / "make.log"
        with log.open("wb") as output:
            process = spawn(
                command,
                output=output,
                environment=environment or _plain(home),
                user=user,
                group=_group(user),
                cwd=home,
                said=said,
            )
        if process.wait():
            raise Problem(f"{command[0]} 没有成功", code=1, details=log.read_text(errors="replace").splitlines()[-8:])

    def _start(
        self,
        command: Sequence[str],
        home: Path,
        user: str | None,
        ready: Callable[[], bool],
        environment: dict[str, str] | None = None,
        seconds: float = 30,
    ) -> subprocess.Popen[bytes]:
        log = home / "server.log"
        plain = environment or _plain(home)
        with log.open("wb") as output:
            process = spawn(command, output=output, environment=plain, user=user, group=_group(user), cwd=home)
        self._running.append(process)
        deadline = time.monotonic() + seconds
        while not ready():
            if process.poll() is not None or time.monotonic() > deadline:
                tail = log.read_text(errors="replace").splitlines()[-8:]
                raise Problem(f"{command[0]} 没有启动成功", code=1, details=tail)
            time.sleep(0.1)
        return process


def _plain(home: Path) -> dict[str, str]:
    return {"PATH": os.environ.get("PATH", os.defpath), "HOME": str(home), "TMPDIR": str(home), "LC_ALL": "C.UTF-8"}


def _give(home: Path, user: str | None) -> None:
    """Everything in a folder to the user that runs the server."""
    if user:
        for path in (home, *home.rglob("*")):
            shutil.chown(path, user)


def _exists(user: str) -> bool:
    try:
        pwd.getpwnam(user)
    except KeyError:
        return False
    return True


def _group(user: str | None) -> int | None:
    return pwd.getpwnam(user).pw_gid if user else None


def _pongs(port: int) -> bool:
    try:
        with socket.create_connection((LOOPBACK, port), timeout=1) as link:
            link.sendall(b"PING\r\n")
            return link.recv(7).startswith(b"+PONG")
    except OSError:
        return False
