"""Content for the browser: workers who take one test each, an officer, papers of every kind, with pictures; and one who
asks the hotline."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.contrib.auth.hashers import make_password
from django.core.files.base import ContentFile
from wagtail.images.models import Image

from knowledge.services.questions import Given, ask_question
from portal import clock
from portal.models import Crew, Membership, Organisation, Person, Project
from tests.training.factories import SHAPES, make_paper, make_question

WORKERS = 20
CREW = 20
SECRET = "saffron-plank-7"
PIN = "402719"
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
    staff = [(f"考生{n}", f"exam-{n}", "worker") for n in range(1, WORKERS + 1)]
    for name, login, role in [*staff, ("监考员", "exam-officer", "safety_manager")]:
        post(login, name, role, organisation=client, project=project)
    scene = Image.objects.create(title="scene", file=ContentFile(SCENE.encode(), "exam-scene.svg"))
    crew_of(client, project)
    papers()
    ask_question(
        given=Given(text="吊篮班上个月工资没发，说下个月一起给", phone="13900000017", may_share=True, project=project),
        nonce="browser", address="10.0.0.17", now=clock.now(),
    )  # fmt: skip
    for kind, (body, key) in SHAPES.items():
        shown = dict(body)
        if kind == "picture":
            shown["options"] = [option | {"picture": scene.pk} for option in body["options"]]
        picture = scene if kind in ("single", "hazard") else None
        make_question(
            f"browser-{kind}", kind=kind, body=shown, key=key, stem=STEMS[kind], picture=picture,
            explanation="解析哨兵", red_line=kind == "single",
        )  # fmt: skip


@cache
def hashed(secret: str) -> str:
    """Hashes are slow on purpose: one for everybody."""
    return make_password(secret)


def post(login: str, name: str, role: str, **place: Any) -> None:
    person = Person.objects.create(username=login, name=name, password=hashed(SECRET), pin=hashed(PIN))
    Membership.objects.create(person=person, role=role, **place)


def crew_of(client: Organisation, project: Project) -> None:
    """A foreman and twenty hands, for training face to face."""
    crew = Crew.objects.create(project=project, organisation=client, name="钢筋班", trade="钢筋工")
    hands = [(f"工友{n:02}", f"hand-{n}", "worker") for n in range(1, CREW + 1)]
    for name, login, role in [*hands, ("班长", "exam-foreman", "crew_leader")]:
        post(login, name, role, organisation=client, project=project, crew=crew)


def papers() -> None:
    quotas = [{"count": 1, "kinds": [kind], "points": ["scaffold.check"]} for kind in SHAPES]
    for code in ("browser", "browser-b", "browser-c"):
        make_paper(quotas, code=code)
