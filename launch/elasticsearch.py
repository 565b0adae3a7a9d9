"""A real Elasticsearch on a bare machine: obtained by its Maven coordinates, checked, run by a user that is not root.

The distribution is the official server without its optional modules. Maven brings it by name, so no host stands here.
"""

from __future__ import annotations

import base64
import json
import os
import pwd
import re
import shutil
import subprocess
import urllib.error
import urllib.request
import zipfile
from dataclasses import dataclass
from pathlib import Path

from .maven import Artifact, cache

VERSION = "8.19.20"
ARTIFACT = Artifact(
    "Elasticsearch",
    f"org.elasticsearch.distribution.integ-test-zip:elasticsearch:{VERSION}:zip",
    "f75a726a3ccac1a3cefc3b99b2458def9cda69b3b3fc9a42e98bbef21c10e949",
)
PACKAGES = ("openjdk-17-jre-headless", "maven")
HEAP = "512m"
USERS = ("elasticsearch", "nobody")
SECONDS = 300
"""How long a node may take to answer on two busy cores; 13 s when nothing else runs."""


def java() -> Path | None:
    """The home of a Java that Elasticsearch 8 takes: 17 or newer."""
    named = [os.environ.get("ES_JAVA_HOME"), os.environ.get("JAVA_HOME")]
    found = [Path(place) for place in named if place]
    found += sorted(Path("/usr/lib/jvm").glob("*"), reverse=True)
    if program := shutil.which("java"):
        found.append(Path(program).resolve().parent.parent)
    return next((place for place in found if _version(place) >= 17), None)


def _version(home: Path) -> int:
    program = home / "bin" / "java"
    if not os.access(program, os.X_OK):
        return 0
    told = subprocess.run([str(program), "-version"], capture_output=True, text=True, check=False).stderr
    match = re.search(r'version "(\d+)', told)
    return int(match[1]) if match else 0


def lacks() -> str:
    """What is missing to run a node here; empty when nothing is."""
    if java() is None:
        return "没有 Java 17"
    if not (_unpacked() / "bin" / "elasticsearch").exists() and not shutil.which("mvn"):
        return "没有 Maven"
    return ""


def _unpacked() -> Path:
    return cache() / f"elasticsearch-{VERSION}"


def obtain(log: Path) -> Path:
    """The folder of the server, fetched, checked and unpacked once. Raises Problem when it cannot be had."""
    home = _unpacked()
    if (home / "bin" / "elasticsearch").exists():
        return home
    archive = ARTIFACT.obtain(log)
    _unpack(archive, home)
    return home


def _unpack(archive: Path, home: Path) -> None:
    """Beside its place first, then moved: a half unpacked server is never taken for a whole one."""
    fresh = home.with_name(f"{home.name}.{os.getpid()}")
    shutil.rmtree(fresh, ignore_errors=True)
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(fresh)
    inner = fresh / home.name
    for program in (*(inner / "bin").iterdir(), *(inner / "modules").rglob("controller")):
        program.chmod(0o755)
    for name in ("logs", "plugins", "data"):
        (inner / name).mkdir(exist_ok=True)
    if not home.exists():
        inner.rename(home)
    shutil.rmtree(fresh, ignore_errors=True)


@dataclass(frozen=True)
class Node:
    """One node with a folder of its own. With `password` it asks for the user elastic."""

    home: Path
    port: int
    transport: int
    password: str = ""

    @property
    def url(self) -> str:
        who = f"elastic:{self.password}@" if self.password else ""
        return f"http://{who}127.0.0.1:{self.port}"

    def write(self, server: Path) -> None:
        """The node's own settings; the server's folder is only read."""
        config = self.home / "config"
        (self.home / "tmp").mkdir(exist_ok=True)
        shutil.copytree(server / "config", config, dirs_exist_ok=True)
        settings = {
            "cluster.name": "mingbai",
            "node.name": "one",
            "network.host": "127.0.0.1",
            "http.port": self.port,
            "transport.port": self.transport,
            "discovery.type": "single-node",
            "path.data": self.home / "data",
            "path.logs": self.home / "logs",
            "path.repo": self.home / "snapshots",
            "cluster.routing.allocation.disk.threshold_enabled": "false",
            "xpack.security.enabled": "true" if self.password else "false",
        }
        text = "".join(f"{name}: {value}\n" for name, value in settings.items())
        (config / "elasticsearch.yml").write_text(text, encoding="utf-8")

    def environment(self, plain: dict[str, str]) -> dict[str, str]:
        return plain | {
            "ES_JAVA_HOME": str(java()),
            "ES_PATH_CONF": str(self.home / "config"),
            "ES_JAVA_OPTS": f"-Xms{HEAP} -Xmx{HEAP}",
            "ES_TMPDIR": str(self.home / "tmp"),
            "TMPDIR": str(self.home / "tmp"),
        }

    def healthy(self) -> bool:
        """Whether the cluster answers: this distribution has no GET /."""
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}/_cluster/health")
        if self.password:
            token = base64.b64encode(f"elastic:{self.password}".encode()).decode()
            request.add_header("Authorization", f"Basic {token}")
        try:
            with urllib.request.urlopen(request, timeout=3) as answer:
                return json.load(answer)["status"] in ("green", "yellow")
        except (OSError, ValueError, KeyError, urllib.error.URLError):
            return False


def owner() -> str | None:
    """Who runs it: root starts it as somebody else, others as themselves."""
    if os.geteuid():
        return None
    for user in USERS:
        try:
            pwd.getpwnam(user)
        except KeyError:
            continue
        return user
    return None
