"""The card is a button on the record page; only those who may see the person open it."""

from __future__ import annotations

import pytest

from portal.models import Job

pytestmark = pytest.mark.django_db


def test_own_card_and_that_of_ones_people(worker, leader, handler, signed_in, project):
    for by in (worker, leader, handler):
        answer = signed_in(by).get(f"/sessions/people/{worker.pk}/card.pdf?project={project.pk}")
        assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
        assert answer.content.startswith(b"%PDF-")
        assert answer["Cache-Control"].find("no-store") >= 0


def test_strangers_find_nothing(worker, outsider, signed_in, client, other_project):
    path = f"/sessions/people/{worker.pk}/card.pdf"
    assert signed_in(outsider).get(path).status_code == 404
    assert client.get(path).status_code == 302
    assert signed_in(worker).get(f"{path}?project={other_project.pk}").status_code == 404
    assert signed_in(worker).get(f"/sessions/people/{worker.pk}/card.docx").status_code == 404
    assert signed_in(outsider).get(f"/sessions/people/{outsider.pk}/card.pdf").status_code == 404


def test_the_record_page_offers_it(worker, signed_in, django_assert_max_num_queries):
    client = signed_in(worker)
    with django_assert_max_num_queries(12):
        page = client.get("/learn/record/").content.decode()
    assert f"/sessions/people/{worker.pk}/card.pdf" in page


def test_a_project_is_queued(workers, handler, outsider, worker, project, crew, signed_in):
    path = f"/sessions/records/{project.pk}/cards/"
    assert path in signed_in(handler).get(f"/sessions/records/{project.pk}/").content.decode()
    answer = signed_in(handler).post(path, {"form": "pdf", "crew": crew.pk})
    job = Job.objects.get()
    assert answer["Location"] == f"/jobs/{job.pk}/"
    assert job.params == {"project": project.pk, "crew": crew.pk, "form": "pdf", "left": False}
    assert signed_in(outsider).post(path, {"form": "pdf"}).status_code == 404
    assert signed_in(handler).post(path, {"form": "exe"}).status_code == 404
    refused = signed_in(worker).post(path, {"form": "pdf"}, follow=True)
    assert "没有归你管的人" in refused.content.decode()
    assert Job.objects.count() == 1
