"""Requests for information: small procedures of their own, services, a second governance officer, and things held."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from civichub.accounts.models import User
from civichub.accounts.operations import add_staff
from civichub.accounts.roles import Role
from civichub.cases.models import Case
from civichub.cases.operations.attachments import attach_to_case
from civichub.cases.operations.notes import add_note
from civichub.catalogue.operations import create_service, publish_service, set_provision
from civichub.customers.models import Customer
from civichub.disclosure.models import Answer
from civichub.disclosure.operations import begin_answer, decide_item, search_holdings, write_letter
from civichub.disclosure.operations.packing import make_pack
from civichub.disclosure.operations.reviewing import approve_answer, send_for_review
from civichub.disclosure.states import DISCLOSE, OTHER, OUTSIDE
from civichub.procedures.operations import publish_procedure_version, save_procedure_draft
from tests.factories.pdfs import make_pdf
from tests.factories.world import BEFORE, NOON, World, make_case

PROCEDURE = """
procedure: {law}-request
title: A request for information
disclosure: {law}
stages:
  - {{stage: received, resident: We have your request, staff: Received}}
  - {{stage: closed, kind: closed, resident: Answered, staff: Answered}}
transitions:
  - {{transition: answer, label: Close the request, from: received, to: closed, requires: [outcome], outcomes: [given]}}
outcomes:
  - {{outcome: given, label: Given, resident: Our answer is with your case., resolves: yes}}
"""
NEIGHBOUR = "Quillington"


def offer_requests(world: World) -> None:
    """Services for the three laws at the county, held by the desk's team, and a second governance officer."""
    actor = world.system
    for law in ("sar", "foi", "eir"):
        draft, problems = save_procedure_draft(
            key=f"{law}-request", text=PROCEDURE.format(law=law), organisation=None, actor=actor, at=BEFORE
        )
        assert not problems, problems
        publish_procedure_version(version=draft, actor=actor, at=BEFORE)
        fields = {"title": f"{law.upper()} request", "slug": law, "procedure_key": f"{law}-request"}
        made = publish_service(service=create_service(fields=fields, actor=actor, at=BEFORE), actor=actor, at=BEFORE)
        set_provision(service=made, organisation=world.county, level="county", team=world.teams["desk"],
                      actor=actor, at=BEFORE, live_from=BEFORE.date())  # fmt: skip
        world.services[law] = made
    world.people["second"] = add_staff(
        email="second@county.example", name="Second Reader", organisation=world.county, team=None,
        role=Role.INFORMATION_GOVERNANCE, password="a-long-enough-passphrase", actor=actor, at=BEFORE,
    )  # fmt: skip


def make_request(world: World, law: str, customer: Customer | None = None, *, at: datetime = NOON, **more: Any) -> Case:
    """A case of a law, made by the customer."""
    if customer is not None:
        more["customer"] = customer
    return make_case(world, law, at=at, title=f"{law.upper()} request", **more)


def hold_things(world: World, customer: Customer, *, at: datetime = NOON) -> Case:
    """A case of the customer's with a neighbour's name in a note and in a PDF."""
    case = make_case(world, customer=customer, at=at - timedelta(days=30), title="Noise from next door")
    officer = world.fresh("officer")
    add_note(case=case, text=f"Spoke to the neighbour, Tom {NEIGHBOUR}, who denies it.", public=False, actor=officer,
             at=at - timedelta(days=29))  # fmt: skip
    pages = make_pdf(["Report of the visit", f"Tom {NEIGHBOUR} opened the door", "The noise was measured"])
    attach_to_case(case=case, name="report.pdf", content=pages, public=False, actor=officer, at=at - timedelta(days=28))
    return case


def begun(world: World, case: Case, *, at: datetime = NOON, who: str = "governance", words: str = "") -> Answer:
    """An answer whose search is done."""
    officer = world.fresh(who)
    answer = begin_answer(case=case, actor=officer, at=at)
    search_holdings(answer=answer, purpose="To answer the request", words=words, since=None, until=None,
                    actor=officer, at=at)  # fmt: skip
    return answer


def decided(answer: Answer, actor: User, *, at: datetime = NOON) -> None:
    """Everything that nobody decided on yet is given out, if it can be; and the letter is written."""
    for item in answer.items.filter(folded_into=None, decision="undecided"):
        decision = OUTSIDE if item.kind == OTHER else DISCLOSE
        decide_item(item=item, decision=decision, code="", note="", actor=actor, at=at)
    write_letter(answer=answer, words="You asked for what we hold.", actor=actor, at=at)
    answer.refresh_from_db()


def approved(world: World, answer: Answer, *, at: datetime = NOON) -> Answer:
    """Sent for review by one officer, made, and approved by the other."""
    decided(answer, world.fresh("governance"), at=at)
    send_for_review(answer=answer, actor=world.fresh("governance"), at=at)
    made = make_pack(answer=answer, actor=world.system, at=at)
    assert not made.pack_trouble, made.pack_trouble
    return approve_answer(answer=answer, words="", actor=world.fresh("second"), at=at)
