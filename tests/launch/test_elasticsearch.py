"""Obtaining and running a node: the checksum decides, what is missing is said, the settings are the node's own."""

from __future__ import annotations

import zipfile

import pytest

from launch import elasticsearch
from launch.elasticsearch import Node
from launch.problems import Problem


def test_a_download_that_was_changed_is_refused_and_removed(tmp_path):
    archive = tmp_path / "server.zip"
    archive.write_bytes(b"not the server")
    with pytest.raises(Problem, match="校验值不对"):
        elasticsearch.ARTIFACT.check(archive)
    assert not archive.exists()


def test_a_half_unpacked_server_is_never_taken_for_a_whole_one(tmp_path):
    archive = tmp_path / "server.zip"
    archive.write_bytes(b"broken")
    home = tmp_path / f"elasticsearch-{elasticsearch.VERSION}"
    with pytest.raises(zipfile.BadZipFile):
        elasticsearch._unpack(archive, home)
    assert not home.exists()


def test_unpacking_gives_back_what_a_zip_forgets(tmp_path):
    archive = tmp_path / "server.zip"
    name = f"elasticsearch-{elasticsearch.VERSION}"
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr(f"{name}/bin/elasticsearch", "#!/bin/sh\n")
        packed.writestr(f"{name}/modules/x/readme", "")
    elasticsearch._unpack(archive, tmp_path / name)
    assert (tmp_path / name / "bin" / "elasticsearch").stat().st_mode & 0o111
    assert (tmp_path / name / "plugins").is_dir()
    assert sorted(path.name for path in tmp_path.iterdir()) == [name, "server.zip"]


def test_without_java_or_maven_it_says_so(monkeypatch, tmp_path):
    monkeypatch.setenv("MINGBAI_CACHE", str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path))
    assert elasticsearch.lacks() in ("没有 Java 17", "没有 Maven")
    with pytest.raises(Problem, match="没有 Maven"):
        elasticsearch.obtain(tmp_path / "log")


@pytest.mark.parametrize(("password", "security"), [("", "false"), ("geheim-12", "true")])
def test_a_node_has_settings_of_its_own(tmp_path, password, security):
    server = tmp_path / "server"
    (server / "config").mkdir(parents=True)
    (server / "config" / "jvm.options").write_text("-Xms1g\n")
    node = Node(tmp_path / "home", 19200, 19300, password)
    node.home.mkdir()
    node.write(server)
    written = (node.home / "config" / "elasticsearch.yml").read_text()
    assert "network.host: 127.0.0.1\n" in written
    assert f"xpack.security.enabled: {security}\n" in written
    assert not (server / "config" / "elasticsearch.yml").exists()
    assert not node.healthy()
