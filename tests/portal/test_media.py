"""Pictures of public pages: served by the site itself, kept long, harmless when opened alone."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from PIL import Image as Pillow
from wagtail.images import get_image_model

SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><rect width="40" height="20"/>'
    + b"<!-- a drawing long enough to be worth compressing -->" * 5
    + b"</svg>"
)


@pytest.fixture
def folder(settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    for name in ("images", "original_images", "secret"):
        (settings.MEDIA_ROOT / name).mkdir(parents=True)
    return settings.MEDIA_ROOT


def test_a_picture_of_the_library_is_served(client, db, folder):
    out = io.BytesIO()
    Pillow.new("RGB", (300, 200), "orange").save(out, "JPEG")
    image = get_image_model().objects.create(title="图", file=ContentFile(out.getvalue(), name="图.jpg"))
    answer = client.get(image.get_rendition("width-100").url)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
    assert Pillow.open(io.BytesIO(b"".join(answer))).width == 100


def test_it_costs_no_query_and_sets_no_cookie(client, db, folder, django_assert_num_queries):
    (folder / "images" / "a.svg").write_bytes(SVG)
    with django_assert_num_queries(0):
        answer = client.get("/media/images/a.svg")
    assert not answer.cookies


def test_a_drawing_may_do_nothing_by_itself(client, db, folder):
    (folder / "images" / "a.svg").write_bytes(SVG)
    answer = client.get("/media/images/a.svg", headers={"Accept-Encoding": "br"})
    assert answer["Content-Type"] == "image/svg+xml"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert answer["Content-Encoding"] == "br"
    again = client.get("/media/images/a.svg", headers={"If-Modified-Since": answer["Last-Modified"]})
    assert again.status_code == 304


def test_the_library_takes_drawings(signed_in, make_person, folder):
    root = signed_in(make_person("管理", is_superuser=True))
    drawing = ContentFile(SVG, name="drawing.svg")
    answer = root.post("/admin/images/add/", {"title": "图示", "file": drawing})
    assert answer.status_code == 302, answer.content.decode()
    image = get_image_model().objects.get(title="图示")
    assert root.get(image.file.url)["Content-Type"] == "image/svg+xml"


@pytest.mark.parametrize(
    "path", ["secret/a.png", "images/a.html", "images/none.png", "images/", "a.png", "images/../secret/a.png"]
)
def test_nothing_else_is_served(client, db, folder, path):
    (folder / "secret" / "a.png").write_bytes(b"x")
    (folder / "images" / "a.html").write_bytes(b"<script>1</script>")
    assert client.get(f"/media/{path}").status_code in {400, 404}


def test_it_is_only_read(client, db, folder):
    assert client.post("/media/images/a.png").status_code == 405


@pytest.fixture
def sound(folder):
    (folder / "recordings").mkdir()
    (folder / "recordings" / "0a.webm").write_bytes(bytes(range(100)))
    return "/media/recordings/0a.webm"


def test_a_recording_is_served_in_parts_and_does_not_say_when_it_was_made(client, db, sound):
    whole = client.get(sound)
    assert (whole.status_code, whole["Content-Type"], whole["Content-Length"]) == (200, "audio/webm", "100")
    assert whole["Cache-Control"] == "public, max-age=31536000, immutable"
    assert whole["Accept-Ranges"] == "bytes"
    assert not whole.cookies
    part = client.get(sound, headers={"Range": "bytes=10-19"})
    assert (part.status_code, part["Content-Range"]) == (206, "bytes 10-19/100")
    assert b"".join(part) == bytes(range(10, 20))
    assert client.get(sound, headers={"Range": "bytes=100-"}).status_code == 416
    for answer in (whole, part):
        assert not {"Last-Modified", "ETag"} & set(answer.headers)


@pytest.mark.parametrize("name", ["recordings/none.webm", "recordings/a.html", "recordings/x/0a.webm", "recordings/"])
def test_no_other_recording_is_served(client, db, sound, folder, name):
    (folder / "recordings" / "a.html").write_bytes(b"x")
    assert client.get(f"/media/{name}").status_code == 404
