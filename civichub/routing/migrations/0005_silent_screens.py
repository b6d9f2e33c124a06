from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("routing", "0004_the_line_log")]

    operations = [
        migrations.AddField("wallkey", "heard_at", models.DateTimeField(blank=True, null=True)),
        migrations.AlterField(
            "alert",
            "kind",
            models.CharField(
                choices=[
                    ("standard", "Standard in danger"),
                    ("near", "Near the standard"),
                    ("promises", "Promises in danger"),
                    ("nobody", "Nobody can take it"),
                    ("leaving", "People give up"),
                    ("silent", "A screen is silent"),
                ],
                max_length=10,
            ),
        ),
    ]
