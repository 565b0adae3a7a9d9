"""The custom user is a person."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.models import PermissionsMixin, UserManager
from django.db import models
from django.utils import timezone

from ..rules import masking, phones
from .scope import Scope

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


def internal_username() -> str:
    """A name nobody types, for people who sign in by phone."""
    return f"p-{secrets.token_hex(8)}"


class PersonQuerySet(models.QuerySet["Person"]):
    def visible_to(self, user: Person | AnonymousUser) -> PersonQuerySet:
        """Whoever asks sees oneself, and the people of the crew, project or organisation one is posted to."""
        return self.filter(Scope.of(user).people())

    def on_phone(self, phone: str) -> PersonQuerySet:
        """The active people who share this number, given in E.164, oldest account first."""
        return self.filter(phone=phone, is_active=True).order_by("pk") if phone else self.none()


class PersonManager(UserManager.from_queryset(PersonQuerySet)):  # type: ignore[misc]
    """Django's own creation methods with our reads."""


class Person(AbstractBaseUser, PermissionsMixin):
    """Someone who is known to the site and may sign in.

    `username` is an internal id, or what a member of staff types. `phone` (E.164) is not unique: families share one.
    The document number is stored encrypted; `document_hash`, a keyed hash, finds the same document again.
    """

    class Document(models.TextChoices):
        RESIDENT_ID = "resident_id", "居民身份证"
        PASSPORT = "passport", "护照"
        HMT_PERMIT = "hmt_permit", "港澳台居民通行证/居住证"

    username = models.CharField("账号", max_length=150, unique=True, default=internal_username)
    name = models.CharField("姓名", max_length=60)
    phone = models.CharField("手机号", max_length=20, blank=True, db_index=True, help_text="如 +8613800138000")
    email = models.EmailField("邮箱", blank=True)
    document_kind = models.CharField("证件类型", max_length=16, choices=Document.choices, blank=True)
    document_number = models.TextField("证件号码（加密）", blank=True, editable=False)
    document_hash = models.CharField(max_length=64, null=True, blank=True, unique=True, editable=False)
    pin = models.CharField("PIN（散列）", max_length=128, blank=True, editable=False)
    is_staff = models.BooleanField("工作人员", default=False)
    is_active = models.BooleanField("启用", default=True)
    is_sample = models.BooleanField("示例", default=False, db_index=True)
    date_joined = models.DateTimeField("建档时间", default=timezone.now)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects = PersonManager()

    class Meta:
        verbose_name = "人员"
        verbose_name_plural = "人员"

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        return self.name or self.username

    def get_short_name(self) -> str:
        return self.get_full_name()

    @property
    def masked_phone(self) -> str:
        """138****8000 as people read it; empty when there is no number."""
        return phones.masked(self.phone)

    @property
    def masked_name(self) -> str:
        """王** : enough to recognise oneself on a shared phone, too little for a stranger."""
        return masking.masked_name(self.name)

    def set_pin(self, pin: str) -> None:
        """Keep only a slow hash; an empty PIN removes it."""
        self.pin = make_password(pin) if pin else ""

    def check_pin(self, pin: str) -> bool:
        return bool(self.pin) and check_password(pin, self.pin)

    @property
    def has_secret(self) -> bool:
        """True when there is a PIN or password that only this person knows."""
        return bool(self.pin) or self.has_usable_password()
