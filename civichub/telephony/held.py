"""What this context holds on a person: calls, with their recordings opened."""

from __future__ import annotations

from collections.abc import Iterator

from django.core.files.storage import default_storage

from civichub.core.clocks import LONDON
from civichub.core.held import Held, HeldFile, Sought, lines
from civichub.telephony.locking import Locked, unlock
from civichub.telephony.models import Call, Recording
from civichub.telephony.queries import recordings_of, what_happened


def held(sought: Sought) -> Iterator[Held]:
    """Each call of the person. What was said in calls is not written down, so words find none."""
    if sought.words:
        return
    found = Call.objects.filter(
        organisation__in=sought.organisations, contact__customer__in=sought.customer_ids, **sought.times("arrived_at")
    )
    for call in found.select_related("line", "contact").order_by("arrived_at", "pk"):
        began = call.arrived_at.astimezone(LONDON)
        text = lines(
            ("Call to", call.line.name), ("From", call.caller or "number withheld"), ("On", f"{began:%-d %B %Y %H:%M}"),
            ("To be rung back at", call.rung_back_at),
            *((f"{at.astimezone(LONDON):%H:%M:%S}", words) for at, words in what_happened(call).facts),
            ("Answer to our question afterwards", call.survey_score),
        )  # fmt: skip
        files = tuple(_file(recording) for recording in recordings_of(call))
        yield Held(f"telephony.call:{call.pk}", f"Call on {began:%-d %B %Y at %H:%M}", call.arrived_at,
                   call.organisation_id, text, files=files)  # fmt: skip


def _file(recording: Recording) -> HeldFile:
    def read() -> bytes:
        with default_storage.open(recording.path, "rb") as file:
            return unlock(Locked(bytes(file.read()), bytes(recording.key)))

    return HeldFile(f"{recording}.wav", "audio/wav", read)
