"""Counters that processes share through the database."""

from __future__ import annotations

from django.db import models


class Generation(models.Model):
    """One row: the number of the published state. Cached pages are keyed by it, so a bump outdates all of them."""

    value = models.PositiveBigIntegerField(default=0)

    class Meta:
        verbose_name = "发布代次"
        verbose_name_plural = "发布代次"

    def __str__(self) -> str:
        return str(self.value)


class Heartbeat(models.Model):
    """The last sign of life of a process that answers no requests, such as the worker."""

    name = models.CharField(max_length=40, primary_key=True)
    beat_at = models.DateTimeField()

    class Meta:
        verbose_name = "心跳"
        verbose_name_plural = "心跳"

    def __str__(self) -> str:
        return self.name


class CacheEntry(models.Model):
    """The table of Django's database cache, kept as a model so that migrations make it. Nobody queries it directly."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "portal_cache"
        verbose_name = "缓存"
        verbose_name_plural = "缓存"

    def __str__(self) -> str:
        return self.cache_key
