"""A line, a telephone, and a call of the county with a recording."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import numpy as np

from civichub.accounts.roles import Role
from civichub.routing.operations import define_queue
from civichub.telephony.operations import (
    begin_call,
    give_handset,
    keep_interpreter,
    keep_recording,
    keep_survey_share,
    record_sentence,
    set_up_line,
)
from civichub.telephony.sound import RATE, wav_of


def values(found: Any, *, at: datetime, customer: Any, contact: Any, case: Any) -> dict[str, dict[str, str]]:
    """One record of each kind; the call goes on."""
    world, leader = found.world, found.people[Role.TEAM_LEADER, "county"]
    by = {"actor": leader, "at": at}
    queue = define_queue(organisation=world.county, slug="telephone", name="Telephone", **by)
    line = set_up_line(organisation=world.county, number="01632960199", name="Highways", queue=queue, **by)
    handset = give_handset(person=found.people[Role.ADVISOR, "county"], extension="2999", in_browser=True, **by)
    interpreter = keep_interpreter(
        organisation=world.county, name="Lingua", kind="agency", languages=["Polish"], number="01632960001", **by
    )
    share = keep_survey_share(organisation=world.county, service=world.services["pothole"], share=10, **by)
    hub = {"actor": world.system, "at": at}
    call = begin_call(exchange_id="exchange-1", caller="07700900123", dialled=line.number, **hub)
    spoken = record_sentence(organisation=world.county, file="en-next", content=wav_of(9_000 * np.ones(RATE)), **by)
    kept = keep_recording(call=call, name="hub-1-1", content=b"RIFF", seconds=1, kind="call", **hub)
    return {
        "staff/calls/set-up/lines/": {"pk": str(line.pk)},
        "staff/calls/set-up/telephones/": {"pk": str(handset.pk)},
        "staff/calls/set-up/interpreters/": {"pk": str(interpreter.pk)},
        "staff/calls/set-up/survey/": {"pk": str(share.pk)},
        "staff/calls/recordings/": {"pk": str(kept.pk)},
        "staff/calls/set-up/sentences/recordings/": {"pk": str(spoken.pk)},
        "staff/calls/set-up/sentences/": {"pk": str(world.county.pk), "name": "en-next"},
        "staff/calls/ring/case/": {"reference": case.reference},
        "staff/calls/ring/customer/": {"reference": customer.reference},
        "staff/calls/": {"reference": call.contact.reference, "kind": "hold"},
    }
