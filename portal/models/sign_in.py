"""Codes sent by SMS, and what was tried: limits live in the database because every process must count the same."""

from __future__ import annotations

from django.db import models


class SignInCode(models.Model):
    """A code sent to a number. Only its keyed hash is kept, it lives for minutes and is used once."""

    phone = models.CharField(max_length=20, db_index=True)
    code_hash = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "登录验证码"
        verbose_name_plural = "登录验证码"

    def __str__(self) -> str:
        return f"#{self.pk}"


class SignInEvent(models.Model):
    """A try that is limited: `action` (a key of rules.limits) for `key`, a keyed hash of a number or an address."""

    action = models.CharField(max_length=16)
    key = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        verbose_name = "登录尝试"
        verbose_name_plural = "登录尝试"
        indexes = [models.Index(fields=["action", "key", "at"])]

    def __str__(self) -> str:
        return f"{self.action} {self.at:%Y-%m-%d %H:%M}"
