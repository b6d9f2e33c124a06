"""Shipped procedures and their forms in the small partnership, each as a service of the county."""

from __future__ import annotations

from civichub.catalogue.operations import create_service, publish_service, set_provision
from civichub.forms.operations import publish_form_version, save_form_draft
from civichub.forms.shipped import shipped_sources as shipped_forms
from civichub.organisations.models import Organisation
from civichub.procedures.operations import publish_procedure_version, save_procedure_draft
from civichub.procedures.shipped import shipped_sources as shipped_procedures
from tests.factories.world import BEFORE, World


def offer(world: World, *keys: str, team: str = "highways", by: Organisation | None = None) -> None:
    """Offer the services of these shipped procedures, by `by` (the county) and the team of that name."""
    actor, body = world.system, by or world.county
    for key in keys:
        text = shipped_procedures()[key]
        draft, problems = save_procedure_draft(key=key, text=text, organisation=None, actor=actor, at=BEFORE)
        assert not problems, problems
        publish_procedure_version(version=draft, actor=actor, at=BEFORE)
        if key in shipped_forms():
            form, problems = save_form_draft(
                key=key, text=shipped_forms()[key], organisation=None, actor=actor, at=BEFORE
            )
            assert not problems, problems
            publish_form_version(version=form, actor=actor, at=BEFORE)
        sensitivity = "sensitive" if "\nsensitive: yes" in text else "ordinary"
        fields = {"title": key.replace("-", " ").capitalize(), "slug": key, "procedure_key": key, "form_key": key}
        service = create_service(fields={**fields, "sensitivity": sensitivity}, actor=actor, at=BEFORE)
        service = publish_service(service=service, actor=actor, at=BEFORE)
        set_provision(
            service=service, organisation=body, level="county", team=world.teams[team], actor=actor, at=BEFORE,
            live_from=BEFORE.date(),
        )  # fmt: skip
        world.services[key] = service
