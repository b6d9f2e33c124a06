"""An index for the queue of somebody who sees several bodies' cases: their OR cannot use one body's index in order."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_extracts")]

    operations = [
        migrations.AddIndex(
            model_name="case",
            index=models.Index(condition=models.Q(("closed_at", None)), fields=["due_at", "id"], name="open_by_due"),
        ),
    ]
