"""What the tests themselves stand on: each finds the database as the migrations left it."""

import os
import subprocess
import sys

import pytest
from django.db import connection

from civichub.accounts.models import User
from tests.template_database import RunDatabase

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("turn", ["first", "second"])
def test_what_one_test_commits_the_next_does_not_see(turn: str) -> None:
    """Emptied tables would also lack the system account, which a migration makes."""
    assert User.objects.count() == 1
    User.objects.all().delete()


def test_a_process_that_a_test_starts_uses_the_tests_database() -> None:
    program = "import django; django.setup(); from django.conf import settings; print(settings.DATABASES)"
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    assert f"'NAME': '{connection.settings_dict['NAME']}'" in done.stdout
    assert os.environ["DATABASE_URL"].endswith(connection.settings_dict["NAME"])


def test_rows_that_take_long_to_make_are_made_once(django_db_setup: RunDatabase) -> None:
    made = []

    def load() -> None:
        made.append(User.objects.all().delete())

    fingerprint = f"devtools_{os.getpid()}"
    for _ in range(2):
        django_db_setup.fill(fingerprint, load)
        assert User.objects.count() == 0
        django_db_setup.restore()
        assert User.objects.count() == 1
    assert len(made) == 1
    django_db_setup.forget(fingerprint)
