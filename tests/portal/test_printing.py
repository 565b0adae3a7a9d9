"""Paper is typeset from data; what is data never becomes markup."""

from __future__ import annotations

from importlib.util import find_spec
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from portal import printing

TEMPLATE = """#let d = json(bytes(sys.inputs.data))
#set page(width: 80mm, height: 90mm)
#set text(font: d.fonts)
#for line in d.lines [#line #parbreak()]
#if "picture" in d { image(d.picture, width: 10mm) }
"""


@pytest.fixture
def template(settings, tmp_path) -> str:
    folder = tmp_path / "templates" / "test"
    folder.mkdir(parents=True)
    (folder / "sheet.typ").write_text(TEMPLATE, encoding="utf-8")
    settings.BASE_DIR = tmp_path
    return "test/sheet.typ"


def test_a_sheet_becomes_a_pdf(template):
    assert printing.pdf(template, {"lines": ["三级安全教育", "𬀩㛃龘"]}).startswith(b"%PDF-")


def test_what_people_typed_stays_text(template):
    wild = ["#pagebreak()", "*粗*", '#read("/etc/passwd")', "$x$", "]#panic()[", '"', "\\", "<a> @b // c /* d"]
    assert len(printing.png(template, {"lines": wild})) == 1


def test_pages_are_counted_by_what_is_on_them(template):
    assert len(printing.png(template, {"lines": ["字" * 20] * 40})) > 1


def test_pictures_are_given_by_name(template):
    drawn = BytesIO()
    Image.new("RGB", (4, 4), "red").save(drawn, "PNG")
    assert printing.pdf(template, {"lines": [], "picture": "a.png"}, pictures={"../a.png": drawn.getvalue()})


def test_a_fault_of_the_template_is_told(template):
    with pytest.raises(printing.NotPrinted, match="file not found"):
        printing.pdf(template, {"lines": [], "picture": "none.png"})


def test_what_no_font_draws_is_spelt_out():
    assert printing.printable("王𬀩㛃龘·吐尔逊") == "王𬀩㛃龘·吐尔逊"
    assert printing.printable("张\ue000") == "张〔U+E000〕"
    assert printing.check() == ""


def test_without_any_font_the_site_says_so(settings, monkeypatch, tmp_path):
    monkeypatch.setattr(printing, "find_spec", lambda name: None)
    monkeypatch.setattr(printing, "_SYSTEM", [str(tmp_path)])
    assert "字体" in printing.check()
    settings.PRINT_FONTS = str(tmp_path)
    printing._ranges.cache_clear()
    folder = Path(find_spec("noto_cjk_sans_otc").submodule_search_locations[0])
    (tmp_path / "a.ttc").symlink_to(folder / "NotoSansCJK-Regular.ttc")
    assert printing.check() == ""
