"""The next limit of a case is one of ours: limits of an authority or another body are only waited for."""

from django.db import migrations
from django.db.models import Min, OuterRef, Subquery

AWAITED = [
    "authority", "bank", "commission", "committee", "court", "fund", "government", "insurer", "legal_aid", "mediator",
    "reconsideration",
]  # fmt: skip


def leave_out(apps, schema_editor):
    clocks = apps.get_model("cases", "RunningClock").objects
    running = clocks.filter(met_at__isnull=True, cancelled_at__isnull=True, paused_at__isnull=True)
    first = running.filter(case=OuterRef("pk")).exclude(who__in=AWAITED).order_by().values("case")
    held = running.filter(who__in=AWAITED, latest__isnull=False).values("case")
    cases = apps.get_model("cases", "Case").objects.filter(pk__in=held, next_due_at__isnull=False)
    cases.update(next_due_at=Subquery(first.annotate(first=Min("latest")).values("first")))


class Migration(migrations.Migration):
    dependencies = [("cases", "0014_chain_ends")]

    operations = [migrations.RunPython(leave_out, migrations.RunPython.noop)]
