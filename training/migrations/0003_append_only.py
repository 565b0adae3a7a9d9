from django.db import migrations

from training.migrations._append_only import guard, unguard


class Migration(migrations.Migration):

    dependencies = [
        ('training', '0002_bank'),
    ]

    operations = [
        migrations.RunPython(guard, unguard),
    ]
