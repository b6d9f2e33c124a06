"""A connection of the county with a service, a status and a dispatch, and a published service."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from civichub.accounts.queries import system_account
from civichub.handover.models import Upload
from civichub.handover.operations.connections import Particulars, connect_system
from civichub.handover.operations.queueing import queue_dispatch
from civichub.handover.operations.routes import add_route, publish_listing, set_status_rule


def values(found: Any, *, at: datetime, customer: Any, contact: Any, case: Any) -> dict[str, dict[str, str]]:
    """One record of each kind."""
    world, by = found.world, {"actor": system_account(), "at": at}
    wanted = Particulars("Works by letter", "Works office\n1 High Street\nBK1 1AA")
    link, _ = connect_system(organisation=world.county, plug="letter", particulars=wanted, **by)
    route = add_route(connection=link, service=case.service, **by)
    rule = set_status_rule(connection=link, code="done", closed=True, steps=[], words="", **by)
    dispatch = queue_dispatch(connection=link, case_id=case.pk, what="opened", occurred_at=case.opened_at, **by)
    listing = publish_listing(organisation=world.county, service=world.services["pothole"], code="pothole", **by)
    assert dispatch is not None
    upload = Upload.objects.create(
        organisation=world.county, name="old.csv", sha256="0" * 64, brought_by=by["actor"], brought_at=at
    )
    return {
        "staff/handover/open311/": {"pk": str(listing.pk)},
        "staff/handover/dispatches/": {"pk": str(dispatch.pk), "step": "set_aside"},
        "staff/handover/connect/": {"plug": "webhook"},
        "staff/handover/": {"pk": str(link.pk), "route": str(route.pk), "rule": str(rule.pk)},
        "staff/imports/": {"pk": str(upload.pk)},
        "handover/files/": {"signed": "1:1:1:nothing"},
        "open311/": {"kind": "json", "code": "pothole", "number": case.reference, "token": "nothing"},
    }
