"""A step is skipped only while what it reads is unchanged."""

from __future__ import annotations

import pytest

from launch import places, prepare, stamps
from launch.stamps import Stamps, fingerprint


@pytest.fixture
def root(tmp_path, monkeypatch):
    monkeypatch.setattr(places, "ROOT", tmp_path)
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "a.toml").write_text("one")
    return tmp_path


def test_a_changed_file_changes_the_fingerprint(root):
    before = fingerprint([root / "content"])
    (root / "content" / "a.toml").write_text("two")
    assert fingerprint([root / "content"]) != before


def test_a_renamed_file_changes_the_fingerprint(root):
    before = fingerprint([root / "content"])
    (root / "content" / "a.toml").rename(root / "content" / "b.toml")
    assert fingerprint([root / "content"]) != before


def test_bytecode_and_missing_folders_do_not_count(root):
    before = fingerprint([root / "content", root / "nowhere"])
    (root / "content" / "a.pyc").write_bytes(b"code")
    assert fingerprint([root / "content"]) == before


def test_stamps_are_kept_and_forgotten(root):
    Stamps(root / "stamps.json").done("migrate", "k1")
    again = Stamps(root / "stamps.json")
    assert again.is_done("migrate", "k1")
    assert not again.is_done("migrate", "k2")
    again.forget("migrate")
    assert not Stamps(root / "stamps.json").is_done("migrate", "k1")


def test_a_spoilt_stamp_file_means_that_nothing_is_done(root):
    (root / "stamps.json").write_text("{")
    assert not stamps.Stamps(root / "stamps.json").is_done("migrate", "")


def test_the_database_is_named_without_its_password(monkeypatch):
    monkeypatch.setenv("MINGBAI_DATABASE_URL", "postgresql://u:geheim@127.0.0.1/db")
    assert "geheim" not in prepare.database()
    named = prepare.database()
    monkeypatch.setenv("MINGBAI_DATABASE_URL", "postgresql://u:geheim@127.0.0.1/other")
    assert prepare.database() != named


def test_the_sample_does_not_come_back_with_an_update(monkeypatch):
    """Its key is the database alone, so that content that changed does not load it again."""
    sample = next(step for step in prepare.STEPS if step.name == "sample")
    monkeypatch.delenv("MINGBAI_DATABASE_URL", raising=False)
    assert sample.key() == prepare.database()


def test_what_the_groups_may_do_reaches_them_with_an_update():
    """Their key covers the settings, so that new permissions need no migration."""
    step = next(step for step in prepare.STEPS if step.name == "groups")
    names = [one.name for one in prepare.STEPS]
    assert step.commands == (("ensure_groups",),)
    assert names.index("migrate") < names.index("groups") < names.index("sample")
    assert step.key() != prepare.STEPS[0].key()
