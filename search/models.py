"""What search keeps in the database."""

from __future__ import annotations

from django.db import models


class SynonymQuerySet(models.QuerySet["Synonym"]):
    def in_use(self) -> SynonymQuerySet:
        return self.filter(active=True)


class Synonym(models.Model):
    """A lay word and the words law uses for it. What an editor has touched no file changes any more."""

    say = models.CharField("大家怎么说", max_length=20, unique=True, help_text="例如：炒鱿鱼")
    means = models.TextField("法律怎么写", help_text="一行一个，例如：解除劳动合同")
    active = models.BooleanField("启用", default=True, help_text="不想用了就关掉，不用删")
    edited = models.BooleanField("编辑改过", default=False, editable=False)
    updated_at = models.DateTimeField("更新时间", auto_now=True)

    objects = SynonymQuerySet.as_manager()

    class Meta:
        verbose_name = "搜索词"
        verbose_name_plural = "搜索词"
        ordering = ["say"]

    def __str__(self) -> str:
        return self.say

    def meanings(self) -> list[str]:
        return [word.strip() for word in self.means.splitlines() if word.strip()]
