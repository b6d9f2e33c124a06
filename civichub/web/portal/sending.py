"""Sending a form: the case, its files and the draft's end are one transaction, however often the button is pressed."""

from __future__ import annotations

from typing import Any

from civichub.accounts.queries import system_account
from civichub.cases.operations.attachments import attach_to_case
from civichub.cases.operations.intake import request_from_answers, take_request
from civichub.customers.queries import own_customer
from civichub.forms.models import FormDraft
from civichub.forms.operations import finish_draft
from civichub.forms.queries import files_of
from civichub.organisations.models import Organisation
from civichub.web.portal.drafts import Filling


def send(filling: Filling) -> str:
    """The reference of the case that this form became, now or at an earlier press of the button.

    Raises `Invalid` naming what is missing: a page, the payment, or on ``place`` that nobody does this there.
    """
    front_door = Organisation.objects.get(pk=int(filling.context.get("front_door") or filling.draft.organisation_id))
    service = filling.service

    def submit(draft: FormDraft, answers: dict[str, Any]) -> str:
        request = request_from_answers(
            filling.form,
            answers,
            today=filling.today,
            service=service,
            front_door=front_door,
            channel=str(filling.context.get("channel") or "web"),
            form_version_id=draft.form_version_id,
            customer=own_customer(filling.actor) if filling.actor.kind == "resident" else None,
        )
        case = take_request(request=request, actor=filling.actor, at=filling.at)
        for file in files_of(draft):
            with file.content.open("rb") as stored:
                content = stored.read()
            attach_to_case(
                case=case,
                name=file.name,
                content=content,
                question=file.question,
                actor=system_account(),
                at=filling.at,
            )
        return str(case.reference)

    return str(finish_draft(draft=filling.draft, submit=submit, actor=filling.actor, at=filling.at).result_reference)
