"""Answers, updates, interpretations and lessons join the index: what is out already is no news to saved searches."""

from django.db import migrations


def note_what_is_out(apps, schema_editor):
    """Only on a site that has an index already: a new one notes everything when it is first built."""
    published = apps.get_model("search", "Published")
    if not published.objects.exists():
        return
    live = {"live": True}
    out = {
        "answer": ("knowledge", "AnsweredQuestion", {"state": "published"}),
        "update": ("knowledge", "PolicyUpdate", live),
        "interpretation": ("knowledge", "Interpretation", live),
        "lesson": ("training", "LessonPage", live),
    }
    for name, (app, model, public) in out.items():
        keys = apps.get_model(app, model).objects.filter(**public).values_list("pk", flat=True)
        rows = [published(document=f"{name}:{pk}", matched=True) for pk in keys]
        published.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)


class Migration(migrations.Migration):

    dependencies = [
        ("search", "0003_saved_after"),
        ("knowledge", "0006_updates"),
        ("training", "0009_question_case"),
    ]

    operations = [
        migrations.RunPython(note_what_is_out, migrations.RunPython.noop),
    ]
