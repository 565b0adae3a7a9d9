"""What Wagtail leaves in English, editors read in Chinese."""

from __future__ import annotations

import ast
import gettext
import re
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import Group

import portal
from knowledge.services.home import ensure_home
from portal.services.groups import ensure_groups

WORDS = Path(portal.__file__).parent / "locale" / "zh_Hans" / "LC_MESSAGES"


def written() -> dict[str, str]:
    """English → Chinese as the source file has it."""
    line = re.compile(r'^(msgid|msgid_plural|msgstr(?:\[0\])?) (".*")$', re.MULTILINE)
    found, english = {}, ""
    for kind, text in line.findall((WORDS / "django.po").read_text(encoding="utf8")):
        if kind == "msgid":
            english = ast.literal_eval(text)
        elif kind.startswith("msgstr") and english:
            found[english] = ast.literal_eval(text)
    return found


def test_the_compiled_words_are_those_of_the_source():
    with (WORDS / "django.mo").open("rb") as file:
        known = gettext.GNUTranslations(file)
    words = written()
    assert len(words) > 30
    for english, chinese in words.items():
        assert chinese in (known.gettext(english), known.ngettext(english, "", 1)), english


def test_the_admin_reads_them(db, client, make_person):
    ensure_groups(settings.GROUP_PERMISSIONS)
    ensure_home()
    editor = make_person("编辑员", username="editor")
    editor.groups.add(Group.objects.get(name="编辑"))
    client.force_login(editor)
    html = client.get("/admin/pages/").content.decode()
    assert "更新日期" in html
    for english in ("Date updated", "Has child pages", "JavaScript is required"):
        assert english not in html
