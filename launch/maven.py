"""Things that come by their Maven coordinates: fetched by name, checked by SHA-256, kept outside the tree.

No host stands here: Maven's own settings say where it asks.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import zipfile
from dataclasses import dataclass
from pathlib import Path

from .problems import Problem
from .processes import must_run

_GET = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:get"


def cache() -> Path:
    """Outside the tree. MINGBAI_CACHE names another place."""
    if named := os.environ.get("MINGBAI_CACHE"):
        return Path(named).absolute()
    if not os.geteuid():
        return Path("/var/cache/mingbai")
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "mingbai"


@dataclass(frozen=True)
class Artifact:
    """`called` is its name in messages; `coordinates` are group:name:version:packaging."""

    called: str
    coordinates: str
    sha256: str

    def obtain(self, log: Path) -> Path:
        """The file in the store, checked each time. Raises Problem when it cannot be had."""
        maven = shutil.which("mvn")
        if maven is None:
            raise Problem(f"没有 Maven，取不到{self.called}", code=1)
        store = cache() / "maven"
        store.mkdir(parents=True, exist_ok=True)
        command = [maven, "-q", "-B", _GET, f"-Dartifact={self.coordinates}", "-Dtransitive=false"]
        must_run(f"取{self.called}", [*command, f"-Dmaven.repo.local={store}"], log=log)
        group, name, version, packaging = self.coordinates.split(":")
        archive = store.joinpath(*group.split("."), name, version, f"{name}-{version}.{packaging}")
        self.check(archive)
        return archive

    def check(self, archive: Path) -> None:
        """Raises Problem, and removes the file, when it is another one."""
        with archive.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
        if found != self.sha256:
            archive.unlink()
            raise Problem(f"{self.called}的校验值不对（{found[:12]}…），没有使用；请再试一次", code=1)


def unpack(archive: Path, home: Path, names: tuple[str, ...]) -> None:
    """Some files of an archive into a folder that appears whole or not at all."""
    fresh = home.with_name(f"{home.name}.{os.getpid()}")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    with zipfile.ZipFile(archive) as packed:
        for name in names:
            packed.extract(name, fresh)
    if not home.exists():
        fresh.rename(home)
    shutil.rmtree(fresh, ignore_errors=True)
