from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.rules.lesson_source import UnknownBlock, files_of, rich_text, same, stream


@pytest.mark.parametrize(
    ("body", "html"),
    [
        ("一句话。", "<p>一句话。</p>"),
        ("一段\n接着写。\n\n另一段。", "<p>一段接着写。</p><p>另一段。</p>"),
        (
            "要做三样：\n- 戴帽\n- **系带**\n\n完了。",
            "<p>要做三样：</p><ul><li>戴帽</li><li><b>系带</b></li></ul><p>完了。</p>",
        ),
        ("- 甲\n- 乙\n后面", "<ul><li>甲</li><li>乙</li></ul><p>后面</p>"),
        ("高度 < 2 米 & 有栏", "<p>高度 &lt; 2 米 &amp; 有栏</p>"),
        ("**<script>**", "<p><b>&lt;script&gt;</b></p>"),
        ("", ""),
    ],
)
def test_text_becomes_what_the_editor_writes(body, html):
    assert rich_text(body) == html


@given(st.text(alphabet='甲乙 \n-*<>&"', max_size=60))
def test_no_text_brings_markup_of_its_own(body):
    html = rich_text(body)
    for tag in ("<p>", "</p>", "<ul>", "</ul>", "<li>", "</li>", "<b>", "</b>"):
        html = html.replace(tag, "")
    assert "<" not in html
    assert ">" not in html


BLOCKS = [
    {"kind": "text", "heading": " 先看 ", "body": "**看**"},
    {"kind": "picture", "file": "a.svg", "alt": "一个人"},
    {"kind": "steps", "steps": ["一", "二"]},
    {"kind": "case", "title": "典型情形", "what": "摔了", "why": "没挂", "lesson": "先挂"},
    {"kind": "check", "question": "height.anchor.1"},
    {"kind": "articles", "citations": ["安全生产法第五十七条"]},
    {"kind": "remember", "lines": ["先挂好"]},
]


def test_every_kind_of_block_finds_its_fields():
    found = stream(BLOCKS, {"a.svg": 7})
    assert [block["type"] for block in found] == [block["kind"] for block in BLOCKS]
    values = [block["value"] for block in found]
    assert values[0] == {"heading": "先看", "body": "<p><b>看</b></p>"}
    assert values[1] == {"alt": "一个人", "caption": "", "picture": 7}
    assert values[2] == {"heading": "", "steps": ["一", "二"]}
    assert values[4] == {"question": "height.anchor.1"}


@pytest.mark.parametrize("block", [{"kind": "poem"}, {}, {"kind": "picture", "file": "gone.svg"}, {"kind": "picture"}])
def test_what_has_no_place_is_named(block):
    with pytest.raises(UnknownBlock):
        stream([block], {"a.svg": 7})


def test_the_pictures_of_a_lesson():
    assert files_of(BLOCKS) == ["a.svg"]


def test_blocks_are_the_same_whatever_numbers_they_carry():
    asked = stream(BLOCKS, {"a.svg": 7})
    kept = [{**block, "id": str(n), "value": dict(block["value"])} for n, block in enumerate(asked)]
    kept[2]["value"]["steps"] = [{"type": "item", "id": "x", "value": word} for word in ("一", "二")]
    assert same(kept, asked)
    kept[2]["value"]["steps"][1]["value"] = "三"
    assert not same(kept, asked)
