"""Words that are written often: one list, offered where they fit, written by whoever sets a channel up."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from civichub.core.errors import Invalid, NotAllowed
from civichub.knowledge.canned_texts import canned_texts_for
from civichub.knowledge.models import CannedText
from civichub.knowledge.operations.canned_texts import write_canned_text
from tests.db.staff.test_case_pages import sign_in
from tests.factories.world import NOON, World

NEW = reverse("canned-text-new")


def test_one_list_for_every_channel(client: Client, world: World) -> None:
    leader = sign_in(client, world, "leader")
    assert "No texts yet" in leader.get(reverse("canned-texts")).content.decode()
    fields = {"title": "Opening hours", "body": "Nine to five.", "channels": ["chat"], "service": "", "language": "en"}
    assert leader.post(NEW, fields).status_code == 302
    held = CannedText.objects.get()
    assert (held.shortcut, held.channels) == ("opening-hours", ["chat"])
    assert "already" in leader.post(NEW, fields | {"title": "opening HOURS"}).content.decode()
    here = reverse("canned-text", args=[held.pk])
    leader.post(here, fields | {"channels": ["chat", "email"]})
    assert [canned_texts_for(world.county.pk, one) for one in ("email", "chat", "letter")] == [[held], [held], []]
    assert "Opening hours" not in leader.get(reverse("canned-texts") + "?channel=letter").content.decode()
    for word in ("advisor", "district", "stranger"):
        other = sign_in(Client(), world, word)
        assert other.get(here).status_code == 404, word
        assert other.post(reverse("canned-text-withdraw", args=[held.pk])).status_code == 404, word
    leader.post(reverse("canned-text-withdraw", args=[held.pk]))
    assert canned_texts_for(world.county.pk, "email") == []
    leader.post(NEW, fields | {"body": "Nine to six."})
    held.refresh_from_db()
    assert (held.is_active, held.body) == (True, "Nine to six.")


def test_what_is_offered_fits_the_service_and_the_language(world: World) -> None:
    how: dict[str, Any] = {"organisation": world.county, "channels": ["email"], "actor": world.system, "at": NOON}
    pothole, other = world.services["pothole"], next(s for w, s in world.services.items() if w != "pothole")
    for title, more in (
        ("B", {}), ("C", {"service": pothole}), ("A", {"service": other}), ("D", {"language": "pl"}),
    ):  # fmt: skip
        write_canned_text(title=title, body="A text", **how | more)

    def offered(**asked: Any) -> str:
        return "".join(one.title for one in canned_texts_for(world.county.pk, "email", **asked))

    assert offered(service_id=pothole.pk) == "CBD"
    assert offered(service_id=pothole.pk, language="pl") == "DCB"
    assert (offered(words="text d"), offered(words="none")) == ("D", "")
    with pytest.raises(Invalid, match="2,000"):
        write_canned_text(title="Long", body="x" * 2_001, **how | {"channels": ["chat"]})
    with pytest.raises(Invalid, match=r"Take out \{name\}"):
        write_canned_text(title="Blank", body="Dear {name}", **how | {"channels": ["chat", "email"]})
    with pytest.raises(Invalid, match="where"):
        write_canned_text(title="Nowhere", body="x", **how | {"channels": []})
    with pytest.raises(NotAllowed):
        write_canned_text(title="Not mine", body="x", **how | {"actor": world.fresh("advisor")})
