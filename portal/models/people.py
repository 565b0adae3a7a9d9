"""The custom user is a person."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser


class Person(AbstractUser):
    """Someone who may sign in. To be completed by the portal's owner."""

    class Meta:
        verbose_name = "人员"
        verbose_name_plural = "人员"
