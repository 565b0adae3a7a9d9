"""A folder with a model: what it makes of texts, how it says that it cannot."""

from __future__ import annotations

import shutil

import pytest

from search.semantic import Meaningless
from search.semantic.making import TOGETHER, Passages, make
from search.semantic.model import Model

pytestmark = pytest.mark.semantic


def test_what_means_the_same_is_nearer_than_what_shares_words(model):
    asked = model.question("欠薪怎么办")
    texts = [
        "用人单位拖欠劳动报酬的，由劳动保障行政部门责令限期支付",
        "欠条怎么写、怎么办理见附件",
        "高处作业应当系好安全带",
    ]
    wages, form, height = model.passages(texts)
    assert asked @ wages > asked @ form > asked @ height


def test_vectors_have_length_one_and_do_not_depend_on_company(model):
    import numpy

    texts = ["短", "职工因工作遭受事故伤害需要暂停工作接受治疗的，停工留薪期内原工资福利待遇不变" * 3, "高处作业"]
    together = model.passages(texts)
    assert together.shape == (3, 512)
    assert numpy.allclose(numpy.linalg.norm(together, axis=1), 1, atol=1e-5)
    for text, row in zip(texts, together, strict=True):
        assert model.passages([text])[0] @ row > 0.97  # weights of eight bits round by what stands beside


def test_a_long_passage_is_cut(model):
    long = "安全生产" * 2000
    assert model.passages([long])[0] @ model.passages([long + "工资"])[0] > 0.9999


def test_rows_come_back_in_their_order(model):
    documents = [
        Passages(f"d{n}", ("工资" * (40 - n), f"第{n}条") if n % 3 else ("休假",)) for n in range(TOGETHER + 9)
    ]
    rows, vectors = make(model, documents)
    assert [row.id for row in rows] == [one.id for one in documents for _ in one.texts]
    last = documents[-1]
    alone = model.passages([last.texts[-1]])[0]
    assert vectors[-1] @ alone > 0.97
    assert rows[-1].made_from == last.made_from


def test_another_manner_is_another_model(model, folder, tmp_path):
    """Vectors of one are never compared with those of the other."""
    copy = shutil.copytree(folder, tmp_path / "copy")
    assert Model(copy).fingerprint == model.fingerprint
    (copy / "embedding.toml").write_text('pooling = "mean"\nquestion = ""\n')
    other = Model(copy)
    assert other.fingerprint != model.fingerprint
    assert other.question("工资") @ model.question("工资") < 0.999


def test_a_cut_off_file_says_so(folder, tmp_path):
    copy = shutil.copytree(folder, tmp_path / "copy")
    weights = next(copy.glob("*.onnx"))
    weights.write_bytes(weights.read_bytes()[:100_000])
    with pytest.raises(Meaningless):
        Model(copy).question("工资")
