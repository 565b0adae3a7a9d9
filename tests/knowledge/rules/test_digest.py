"""Plain words: points and key words, nothing else."""

from __future__ import annotations

import pytest

from knowledge.rules.digest import Run, plain, split_digest


@pytest.mark.parametrize(
    ("digest", "points"),
    [
        ("", []),
        ("  \n\n", []),
        ("一句话", [[Run("一句话")]]),
        ("- 一\n- 二", [[Run("一")], [Run("二")]]),
        ("- 要在**三十日**内申请", [[Run("要在"), Run("三十日", strong=True), Run("内申请")]]),
        ("**全粗**", [[Run("全粗", strong=True)]]),
        ("一个*星号*和没有配对的**不算", [[Run("一个*星号*和没有配对的**不算")]]),
        ("- <script>", [[Run("<script>")]]),
    ],
)
def test_points_and_key_words(digest, points):
    assert split_digest(digest) == points


def test_one_line_without_marks():
    assert plain("- 要在**三十日**内\n- 书面申请。") == "要在三十日内书面申请。"
