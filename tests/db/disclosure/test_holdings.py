"""What a search about a person finds beyond cases, contacts and messages."""

from __future__ import annotations

from datetime import timedelta

from civichub.contacts.models import Contact
from civichub.feedback.quality.operations import ask_for_score, finish_score, keep_answers
from civichub.feedback.quality.operations import load_library as load_scoring_forms
from civichub.feedback.quality.queries.forms import parsed as scoring_form
from civichub.forms.operations.drafts import start_draft
from civichub.forms.operations.versions import load_library as load_forms
from civichub.forms.queries import form_in_force
from tests.factories.customers import signed_up
from tests.factories.disclosure import begun, make_request
from tests.factories.quality import handle
from tests.factories.world import NOON, World


def test_a_person_s_forms_begun_and_the_scores_of_their_calls_are_held_too(offered: World) -> None:
    sam, account = signed_up(offered.county, given_name="Sam", family_name="Reed")
    load_forms(actor=offered.system, at=NOON)
    version = form_in_force("pothole", offered.county, NOON)
    assert version is not None
    for owner, answers in ((account, {"where": "road"}), (None, {"where": "pavement"})):
        start_draft(form_version=version, organisation=offered.county, owner=owner, answers=answers, context={},
                    actor=offered.system, at=NOON)  # fmt: skip
    load_scoring_forms(actor=offered.system, at=NOON - timedelta(days=9))
    contact = handle(offered, offered.people["advisor"], NOON - timedelta(days=1))
    Contact.objects.filter(pk=contact.pk).update(customer=sam)
    scorer = {"actor": offered.people["leader"], "at": NOON}
    review = ask_for_score(contact=contact, reason="A caller praised it", **scorer)
    best = {question.key: question.levels[-1].value for question in scoring_form(review.form_version).questions}
    keep_answers(review=review, answers=best, remarks={}, summary="Listened well, and rang back", **scorer)
    finish_score(review=review, **scorer)
    answer = begun(offered, make_request(offered, "sar", sam), at=NOON + timedelta(days=1))
    (draft,) = answer.items.filter(source="drafts")
    assert "Pothole" in draft.title or "pothole" in draft.text.lower()
    (score,) = answer.items.filter(source="scores")
    assert "Listened well, and rang back" in score.text
