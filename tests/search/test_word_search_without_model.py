"""No model, a broken one, a missing folder: words go on, and only the readiness page says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from search import indexing, semantic, vectors
from search.semantic import site_meaning, trouble

pytestmark = pytest.mark.django_db


def empty(folder: Path) -> None:
    folder.mkdir()


def two_models(folder: Path) -> None:
    folder.mkdir()
    for name in ("a.onnx", "b.onnx", "tokenizer.json"):
        (folder / name).write_bytes(b"x")


def rubbish(folder: Path) -> None:
    folder.mkdir()
    (folder / "model.onnx").write_bytes(b"no model at all")
    (folder / "tokenizer.json").write_text("{}")


def bad_manner(folder: Path) -> None:
    rubbish(folder)
    (folder / "embedding.toml").write_text('pooling = "biggest"\n')


def is_a_file(folder: Path) -> None:
    folder.write_text("x")


BROKEN = [lambda folder: None, empty, two_models, rubbish, bad_manner, is_a_file]


@pytest.fixture(params=BROKEN, ids=["missing", "empty", "two", "rubbish", "bad manner", "a file"])
def broken(request, tmp_path, settings) -> Path:
    folder = tmp_path / "model"
    request.param(folder)
    settings.EMBEDDING_MODEL = str(folder)
    return folder


@pytest.fixture
def rubbish_model(tmp_path, settings) -> Path:
    rubbish(tmp_path / "model")
    settings.EMBEDDING_MODEL = str(tmp_path / "model")
    return tmp_path / "model"


def test_a_broken_model_leaves_search_with_words(broken, library, built, client):
    built()
    assert "/law/gongshang/1/" in client.get("/search/", {"q": "停工留薪期"}).content.decode()


def test_a_broken_model_is_a_line_and_no_failure(broken, client, settings):
    settings.READINESS_CHECKS = []
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json()["ready"] is True
    assert "by words alone" in answer.json()["notes"]["search.health.meaning"]


def test_a_broken_model_does_not_stop_the_index(broken, library, built):
    built()
    text = library["wages"].texts.get(number=1)
    text.text = "拖欠劳动报酬的，由监察大队处理。"
    text.save()
    assert indexing.drain() > 0
    indexing.reconcile()


def test_without_the_packages_words_go_on_beside_old_vectors(rubbish_model, library, built, client, monkeypatch):
    """They were there once and made vectors; now nothing can read those."""
    monkeypatch.setattr(semantic, "PACKAGES", ("no_such_package",))
    folder = semantic.vectors_folder() / "0123456789abcdef"
    folder.mkdir(parents=True)
    (folder / "00000001.json").write_text("{}")
    built()
    indexing.reconcile()
    assert vectors.make_missing() == 0
    assert "/law/gongshang/1/" in client.get("/search/", {"q": "停工留薪期"}).content.decode()
    assert "no_such_package" in trouble()


def test_without_a_model_nothing_is_said_or_made(library, client, settings):
    settings.EMBEDDING_MODEL = ""
    settings.READINESS_CHECKS = []
    assert site_meaning() is None
    assert trouble() == ""
    assert vectors.make_missing() == 0
    assert client.get("/readyz").json()["notes"] == {}
