"""What an interpretation is made of. Every string is read as plain text; citations in it become links."""

from __future__ import annotations

from wagtail import blocks


class QuestionBlock(blocks.StructBlock):
    question = blocks.CharBlock(label="问", max_length=200)
    answer = blocks.TextBlock(label="答", rows=4)

    class Meta:
        label = "一问一答"
        icon = "help"


INTERPRETATION_BLOCKS = [
    ("text", blocks.TextBlock(label="一段话", icon="pilcrow", rows=4)),
    ("article", blocks.CharBlock(label="条文", icon="list-ol", max_length=120, help_text="写成“劳动法第82条”")),
    ("qa", QuestionBlock()),
]
