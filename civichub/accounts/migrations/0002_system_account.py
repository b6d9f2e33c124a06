"""The account that acts when no person does. The audit names it, so it is there from the start."""

from django.db import migrations


def add_system_account(apps, schema_editor):
    apps.get_model("accounts", "User").objects.get_or_create(
        email="hub@system.invalid", defaults={"name": "CivicHub", "kind": "system", "password": "!"}
    )


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = [migrations.RunPython(add_system_account, migrations.RunPython.noop)]
