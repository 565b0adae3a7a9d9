"""Of what happened sometimes only the day is known: it was kept as 00:00 and is told as the day from now on."""

from django.db import migrations, models

DEEDS = ("sign:", "confirm:", "performed:", "default:")


def mark_days(apps, schema_editor):
    """A settlement's deeds and the reports of authorities have days and no times."""
    rows = apps.get_model("cases", "Happening").objects.filter(at__hour=0, at__minute=0, at__second=0)
    days = models.Q(event__in=("official_report", "official_reply"), source__startswith="record:")
    for deed in DEEDS:
        days |= models.Q(source__startswith=deed)
    rows.filter(days).update(day_only=True)


class Migration(migrations.Migration):
    dependencies = [("cases", "0015_awaited_limits")]

    operations = [
        migrations.AddField(
            model_name="happening",
            name="day_only",
            field=models.BooleanField(default=False, verbose_name="只知道哪一天"),
        ),
        migrations.RunPython(mark_days, migrations.RunPython.noop),
    ]
