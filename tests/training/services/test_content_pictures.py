from __future__ import annotations

import pytest
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file

from training.services.content_pictures import PICTURES, load_pictures

pytestmark = pytest.mark.django_db

DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 360"><rect width="640" height="{}"/></svg>'


@pytest.fixture(autouse=True)
def own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "scene.svg").write_text(DRAWING.format(360), encoding="utf8")
    return tmp_path


def test_a_drawing_comes_into_the_library_with_its_size(folder):
    image = load_pictures(names=["scene.svg"], folder=folder)["scene.svg"]
    assert (image.title, image.width, image.height) == ("scene", 640, 360)
    assert image.collection.name == "课程图片"
    assert image.file.read() == (folder / "scene.svg").read_bytes()


def test_loading_twice_adds_nothing(folder):
    first = load_pictures(names=["scene.svg"], folder=folder)
    again = load_pictures(names=["scene.svg", "scene.svg"], folder=folder)
    assert again == first
    assert get_image_model().objects.count() == 1


def test_a_redrawn_file_is_a_new_picture_under_another_address(folder):
    old = load_pictures(names=["scene.svg"], folder=folder)["scene.svg"]
    (folder / "scene.svg").write_text(DRAWING.format(200), encoding="utf8")
    new = load_pictures(names=["scene.svg"], folder=folder)["scene.svg"]
    assert new.pk != old.pk
    assert new.file.url != old.file.url
    assert get_image_model().objects.filter(pk=old.pk).exists()


def test_what_has_no_file_and_what_lies_elsewhere_is_left_out(folder):
    (folder / "inner").mkdir()
    (folder / "inner" / "scene.svg").write_text(DRAWING.format(1), encoding="utf8")
    assert load_pictures(names=["nothing.svg", "inner/scene.svg", "../x.svg"], folder=folder) == {}


def test_a_picture_of_the_same_name_that_an_editor_uploaded_is_not_taken_for_ours(folder):
    get_image_model().objects.create(title="scene", file=get_test_image_file())
    load_pictures(names=["scene.svg"], folder=folder)
    assert get_image_model().objects.filter(title="scene").count() == 2


def test_every_shipped_drawing_can_be_loaded():
    names = [path.name for path in PICTURES.glob("*.svg")]
    found = load_pictures(names=names)
    assert set(found) == set(names)
    assert all(image.width and image.height for image in found.values())
