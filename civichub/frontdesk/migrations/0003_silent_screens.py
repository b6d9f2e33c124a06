from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("frontdesk", "0002_desks_keys_passes")]

    operations = [
        migrations.AddField("deskkey", "heard_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("frontdesk", "silent_minutes", models.PositiveSmallIntegerField(default=5)),
    ]
