"""What open screens hear: a topic has changed. Ids only; whoever hears it asks again for what they may see."""

from __future__ import annotations

import json

from django.db import connection

CHANNEL = "civichub_live"


def announce(*topics: str) -> None:
    """Tell open screens, when and only if this transaction commits. Equal topics of one transaction are sent once."""
    with connection.cursor() as cursor:
        for topic in dict.fromkeys(topics):
            cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, json.dumps({"topic": topic})])
