from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('training', '0007_lesson_sound'),
    ]

    operations = [
        migrations.AddField(
            model_name='attendee',
            name='on_paper',
            field=models.BooleanField(default=False, verbose_name='纸上签名'),
        ),
    ]
