"""The blocks a lesson is made of."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

from cases.teaching import is_published

OWN_WORDS = ("title", "what", "why", "lesson")
"""Of a case that a lesson tells itself."""
_FEATURES = ["bold", "ol", "ul", "link"]


class TextBlock(blocks.StructBlock):
    heading = blocks.CharBlock(label="小标题", required=False, max_length=60)
    body = blocks.RichTextBlock(label="文字", features=_FEATURES)

    class Meta:
        label = "文字"
        icon = "doc-full"
        template = "training/blocks/text.html"


class PictureBlock(blocks.StructBlock):
    picture = ImageChooserBlock(label="图片")
    alt = blocks.CharBlock(label="图里有什么", max_length=200, help_text="给看不见图的人读")
    caption = blocks.CharBlock(label="图注", required=False, max_length=120)

    class Meta:
        label = "图片"
        icon = "image"
        template = "training/blocks/picture.html"


class StepsBlock(blocks.StructBlock):
    heading = blocks.CharBlock(label="小标题", required=False, max_length=60)
    steps = blocks.ListBlock(blocks.CharBlock(max_length=200), label="步骤")

    class Meta:
        label = "步骤"
        icon = "list-ol"
        template = "training/blocks/steps.html"


class CaseBlock(blocks.StructBlock):
    """Told in the lesson's own words, or a published precedent by its code, or both.

    Only the code is kept here: what is withdrawn leaves the lesson, and no revision holds its text.
    """

    precedent = blocks.CharBlock(
        label="案例代号",
        required=False,
        max_length=80,
        help_text="已发布的案例，网址 /precedents/ 后面那一段；可以不填",
    )
    title = blocks.CharBlock(label="标题", required=False, max_length=80)
    what = blocks.TextBlock(label="发生了什么", required=False)
    why = blocks.TextBlock(label="为什么", required=False)
    lesson = blocks.TextBlock(label="要记住", required=False)

    def clean(self, value: Any) -> Any:
        found = super().clean(value)
        own = {name: str(found[name]).strip() for name in OWN_WORDS}
        code = str(found["precedent"]).strip()
        wrong = {}
        if code and not is_published(code):
            wrong["precedent"] = ValidationError(f"没有代号是“{code}”的已发布案例，可能已经撤回")
        if any(own.values()) or not code:
            wrong |= {name: ValidationError("自己写案例，这一格要填") for name, words in own.items() if not words}
        if wrong:
            raise blocks.StructBlockValidationError(block_errors=wrong)
        return found

    class Meta:
        label = "案例"
        icon = "warning"
        template = "training/blocks/case.html"


class CheckBlock(blocks.StructBlock):
    question = blocks.CharBlock(label="题目代号", max_length=60, help_text="题库里“可作练习”的题")

    class Meta:
        label = "随堂练习"
        icon = "help"
        template = "training/blocks/check.html"


class AudioBlock(blocks.StructBlock):
    file = DocumentChooserBlock(label="录音")
    title = blocks.CharBlock(label="标题", max_length=80)
    transcript = blocks.TextBlock(label="文字稿")

    class Meta:
        label = "录音"
        icon = "media"
        template = "training/blocks/audio.html"


class VideoBlock(blocks.StructBlock):
    """The low-bitrate file, its sound alone, a poster, and the words for those who cannot or do not want to load it."""

    file = DocumentChooserBlock(label="视频（MP4，240p，约 150 kbit/s）")
    audio = DocumentChooserBlock(label="只有声音的", required=False, help_text="流量少的人听这个")
    poster = ImageChooserBlock(label="封面", required=False)
    title = blocks.CharBlock(label="标题", max_length=80)
    seconds = blocks.IntegerBlock(label="时长（秒）", min_value=1)
    transcript = blocks.TextBlock(label="文字稿")

    class Meta:
        label = "视频"
        icon = "media"
        template = "training/blocks/video.html"


class RememberBlock(blocks.StructBlock):
    lines = blocks.ListBlock(blocks.CharBlock(max_length=120), label="记住")

    class Meta:
        label = "记住"
        icon = "tick"
        template = "training/blocks/remember.html"


class ArticlesBlock(blocks.StructBlock):
    citations = blocks.ListBlock(blocks.CharBlock(max_length=120), label="依据", help_text="如：安全生产法第二十八条")

    class Meta:
        label = "依据"
        icon = "link"
        template = "training/blocks/articles.html"


LESSON_BLOCKS = [
    ("text", TextBlock()),
    ("picture", PictureBlock()),
    ("steps", StepsBlock()),
    ("case", CaseBlock()),
    ("check", CheckBlock()),
    ("audio", AudioBlock()),
    ("video", VideoBlock()),
    ("remember", RememberBlock()),
    ("articles", ArticlesBlock()),
]
