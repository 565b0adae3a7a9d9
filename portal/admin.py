"""Registered because django-filer looks people up through it; no address leads to Django's own admin."""

from __future__ import annotations

from typing import ClassVar

from django.contrib import admin

from .models import Person


@admin.register(Person)
class PersonAdmin(admin.ModelAdmin):
    search_fields: ClassVar[list[str]] = ["username", "name"]
    fields: ClassVar[list[str]] = ["username", "name", "is_active"]
