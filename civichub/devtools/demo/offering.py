"""The services of the demonstration, who provides them where, and on which channels."""

from __future__ import annotations

from datetime import datetime
from importlib import resources
from typing import Any

import yaml

from civichub.catalogue.operations import create_service, publish_service, set_channel, set_provision
from civichub.devtools.demo.partnership_data import COUNCILS, COUNTY, DISTRICTS, PARISHES
from civichub.organisations.operations import add_team
from civichub.organisations.queries import team_by_slug

OF_THE_SERVICE = (
    "slug",
    "title",
    "summary",
    "service_class",
    "lgsl_id",
    "sensitivity",
    "audience",
    "once_and_done",
    "right_first_time",
)
CHANNELS = ("web", "phone", "one_stop_shop")


def offer_services(organisations: dict[str, Any], *, actor: Any, at: datetime) -> dict[str, Any]:
    """Every service of `services.yaml`, live, with its providers and their teams; by slug."""
    text = resources.files("civichub.devtools.demo").joinpath("services.yaml").read_text("utf-8")
    offered: dict[str, Any] = {}
    for row in yaml.safe_load(text):
        fields = {name: row[name] for name in OF_THE_SERVICE if name in row}
        fields |= {"form_key": row.get("form", ""), "procedure_key": row.get("form", "")}
        service = create_service(fields=fields, actor=actor, at=at)
        service = publish_service(service=service, actor=actor, at=at)
        for slug, level in _providers(row["level"]):
            team = _team(organisations[slug], row["team"], actor=actor, at=at)
            set_provision(service=service, organisation=organisations[slug], level=level, team=team, actor=actor, at=at)
        for channel in CHANNELS:
            set_channel(service=service, channel=channel, actor=actor, at=at)
        offered[service.slug] = service
    return offered


def _providers(level: str) -> list[tuple[str, str]]:
    if level.startswith("agency:"):
        return [(level.removeprefix("agency:"), "agency")]
    if level == "county":
        return [(COUNTY, "county")]
    if level == "any":
        return [(partner.slug, partner.kind) for partner in COUNCILS]
    partners = DISTRICTS if level == "district" else PARISHES
    return [(partner.slug, level) for partner in partners]


def _team(organisation: Any, slug: str, *, actor: Any, at: datetime) -> Any:
    known = team_by_slug(organisation.pk, slug)
    if known:
        return known
    name = slug.replace("-", " ").capitalize().replace("Childrens", "Children's")
    email = f"{slug}@{organisation.slug}.example"
    return add_team(organisation=organisation, slug=slug, name=name, email=email, actor=actor, at=at)
