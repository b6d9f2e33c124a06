"""Sessions in the database, as Django keeps them, looked up by a prepared statement: every request does it."""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from civichub.core.prepared import Given, prepared


class SessionStore(DatabaseSessions):
    """Django's own, but for how a row is read."""

    def _get_session_from_db(self) -> Any:
        found = _session(key=self.session_key, now=timezone.now())
        if not found:
            self._session_key = None
            return None
        return found[0]


@prepared
def _session() -> QuerySet[Session]:
    return Session.objects.filter(session_key=Given("key"), expire_date__gt=Given("now"))
