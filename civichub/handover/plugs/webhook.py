"""A signed webhook: one JSON document for each fact, in the manner of Standard Webhooks.

``webhook-id`` is the same in every try, so that the receiver knows a repeat; ``webhook-timestamp`` and
``webhook-signature`` (``v1,`` and base64 of HMAC-SHA256 over ``id.timestamp.body``) say that it comes from here, now.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import Any

from django.utils import timezone

from civichub.handover import outside
from civichub.handover.plugs.base import Accepted, Carried, Outgoing, Target, TellsOnly

TOLERANCE_SECONDS = 300


class WebhookPlug(TellsOnly):
    """Posts to one address. Whoever answers may name their reference: ``{"reference": "…"}``."""

    def send(self, target: Target, outgoing: Outgoing) -> Accepted:
        """One POST, signed."""
        body = json.dumps(document(outgoing), ensure_ascii=False).encode()
        stamp = str(int(timezone.now().timestamp()))
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "User-Agent": "CivicHub",
            "webhook-id": outgoing.key,
            "webhook-timestamp": stamp,
            "webhook-signature": signature(target.secret, outgoing.key, stamp, body),
        }
        answer = outside.call("POST", target.address, body=body, headers=headers)
        return Accepted(reference=_reference(answer.body))


def signature(secret: str, key: str, stamp: str, body: bytes) -> str:
    """The signature header's value over this body."""
    signed = f"{key}.{stamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(secret.encode(), signed, hashlib.sha256).digest()).decode()


def document(outgoing: Outgoing) -> dict[str, Any]:
    """What is posted. Parts that the receiver may not know, or that are empty, are left out."""
    place = {
        "words": outgoing.place, "uprn": outgoing.uprn, "latitude": outgoing.latitude, "longitude": outgoing.longitude
    }  # fmt: skip
    reporter = {
        "name": outgoing.reporter_name, "email": outgoing.reporter_email, "phone": outgoing.reporter_phone
    }  # fmt: skip
    case = {
        "reference": outgoing.reference,
        "their_reference": outgoing.theirs,
        "service": outgoing.service,
        "service_code": outgoing.code,
        "service_title": outgoing.service_title,
        "status": outgoing.status,
        "stage": outgoing.stage_words,
        "outcome": outgoing.outcome,
        "opened_at": outgoing.opened_at.isoformat(),
        "title": outgoing.title,
        "description": outgoing.description,
        "answers": [{"code": a.code, "question": a.question, "values": list(a.values)} for a in outgoing.answers],
        "files": [_file(one) for one in outgoing.files],
        "place": _filled(place),
        "reporter": _filled(reporter),
    }
    event = {"id": outgoing.key, "type": f"case.{outgoing.what}", "occurred_at": outgoing.occurred_at.isoformat()}
    return {**event, **_filled({"note": outgoing.note}), "case": _filled(case)}


def _file(file: Carried) -> dict[str, Any]:
    ends = {"url": file.url, "expires_at": file.ends.isoformat()}
    return {"name": file.name, "content_type": file.content_type, "size": file.size, "sha256": file.sha256, **ends}


def _filled(parts: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in parts.items() if value not in ("", None, [], {})}


def _reference(body: bytes) -> str:
    try:
        found = json.loads(body)
    except ValueError:
        return ""
    reference = found.get("reference", "") if isinstance(found, dict) else ""
    return reference[:120] if isinstance(reference, str) and reference.isprintable() else ""
