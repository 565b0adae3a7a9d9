"""Content for the browser: two workers on one phone number and a paper of every kind, with pictures."""

from __future__ import annotations

from django.core.files.base import ContentFile
from wagtail.images.models import Image

from portal.models import Membership, Organisation, Person, Project
from tests.training.factories import SHAPES, make_paper, make_question

SECRET = "saffron-plank-7"
SCENE = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 360" width="640" height="360">'
    '<rect width="640" height="360" fill="#dfe9f1"/><rect y="300" width="640" height="60" fill="#cdbb9c"/>'
    '<path d="M80 300V60M320 300V60M560 300V60" stroke="#5b6470" stroke-width="8"/>'
    '<path d="M60 180h520" stroke="#8d7349" stroke-width="14"/><circle cx="200" cy="120" r="18" fill="#e9b48c"/></svg>'
)
STEMS = {
    "single": "两名架子工都系了安全带。谁挂得对？",
    "multiple": "上架子以前要看哪几样？",
    "true_false": "验收牌没有签字，可以先上去干一会儿。",
    "picture": "哪一张图里的人站得稳？",
    "hazard": "图里哪几处会伤人？",
    "ordering": "有人触电，先做什么，后做什么？",
    "numeric": "高处作业从几米算起？",
}


def fill() -> None:
    client = Organisation.objects.create(name="考试公司", kind=Organisation.Kind.CLIENT)
    project = Project.objects.create(client=client, name="考试项目")
    for name, login, role in (
        ("考生甲", "exam-a", "worker"), ("考生乙", "exam-b", "worker"), ("考生丙", "exam-c", "worker"),
        ("监考员", "exam-officer", "safety_manager"),
    ):  # fmt: skip
        person = Person.objects.create_user(login, password=SECRET, name=name)
        Membership.objects.create(person=person, organisation=client, project=project, role=role)
    scene = Image.objects.create(title="scene", file=ContentFile(SCENE.encode(), "exam-scene.svg"))
    papers()
    for kind, (body, key) in SHAPES.items():
        shown = dict(body)
        if kind == "picture":
            shown["options"] = [option | {"picture": scene.pk} for option in body["options"]]
        picture = scene if kind in ("single", "hazard") else None
        make_question(
            f"browser-{kind}", kind=kind, body=shown, key=key, stem=STEMS[kind], picture=picture,
            explanation="解析哨兵", red_line=kind == "single",
        )  # fmt: skip


def papers() -> None:
    quotas = [{"count": 1, "kinds": [kind], "points": ["scaffold.check"]} for kind in SHAPES]
    for code in ("browser", "browser-b", "browser-c"):
        make_paper(quotas, code=code)
