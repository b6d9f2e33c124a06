"""An index for the queue of somebody who sees several bodies' cases: their OR cannot use one body's index in order."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False  # so that intake goes on while the index is built
    dependencies = [("cases", "0003_extracts")]

    operations = [
        AddIndexConcurrently(
            model_name="case",
            index=models.Index(condition=models.Q(("closed_at", None)), fields=["due_at", "id"], name="open_by_due"),
        ),
    ]
