"""One step is one message, and a procedure's silence is meant."""

from __future__ import annotations

from itertools import permutations

from civichub.notifications.placeholders import EVENT_KINDS
from civichub.notifications.planning import Due, chosen, known_key, speaks
from civichub.procedures.parsing import parse_procedure
from civichub.procedures.shipped import shipped_sources


def test_of_several_messages_for_one_step_how_it_ended_is_said() -> None:
    several = [Due("case_update", "stage:closed"), Due("case_resolved", "outcome:fixed"), Due("x", "transition:close")]
    assert {chosen(list(order)) for order in permutations(several)} == {Due("case_resolved", "outcome:fixed")}
    assert chosen([]) is None


def test_a_template_that_nobody_wrote_falls_back_to_the_hub_s_words_for_its_cause() -> None:
    def known(key: str) -> bool:
        return key in EVENT_KINDS

    assert known_key("case_delayed", "stage:network", "customer", is_known=known) == "case_delayed"
    assert known_key("hole-filled", "outcome:fixed", "customer", is_known=known) == "case_resolved"
    assert known_key("case_joined", "outcome:same-one", "customer", is_known=known) == "case_joined.same_one"
    assert known_key("hole_seen", "stage:seen", "customer", is_known=known) == "case_update"
    assert known_key("hole_late", "clock:repair:missed", "customer", is_known=known) == "promise_at_risk"
    assert known_key("ring_us", "clock:repair:due_soon", "team", is_known=known) == "clock_due_soon"


def test_parents_of_a_still_born_child_get_no_automatic_acknowledgement() -> None:
    births = parse_procedure(shipped_sources()["birth-registration"])
    acknowledgements = [message for message in births.messages if message.event == "opened"]
    assert acknowledgements
    assert all(message.when is not None for message in acknowledgements)
    assert speaks(births, "opened", to="customer")


def test_a_procedure_is_silent_only_about_what_it_does_not_mention() -> None:
    pothole = parse_procedure(shipped_sources()["pothole"])
    assert speaks(pothole, "opened", to="customer")
    assert speaks(pothole, "closed", "outcome:fixed", to="customer")
    assert not speaks(pothole, "closed", "outcome:withdrawn", to="customer")
    assert not speaks(pothole, "closed", "outcome:fixed", to="followers")
