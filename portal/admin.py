"""Registered because django-filer looks people up through it; no address leads to Django's own admin."""

from __future__ import annotations

from django.contrib import admin

from .models import Person


@admin.register(Person)
class PersonAdmin(admin.ModelAdmin):
    search_fields = ("username", "name")
    fields = ("username", "name", "is_active")
