"""The lifecycle of a message promises that a message which left is not sent again by itself."""

from civichub.delivery.states import MESSAGE


def names(state: str) -> set[str]:
    return {step.name for step in MESSAGE.steps_from(state)}


def test_only_what_certainly_has_not_left_can_be_claimed() -> None:
    assert {state for state in MESSAGE.states if "claim" in names(state)} == {"queued", "held"}


def test_what_was_perhaps_sent_is_sent_again_only_by_the_step_that_a_person_takes() -> None:
    assert {MESSAGE.steps[name].target for name in names("unknown") if name != "retry"} == {
        "sent",
        "failed",
        "delivered",
        "bounced",
    }


def test_nothing_leaves_a_cancelled_message() -> None:
    assert names("cancelled") == set()


def test_a_return_beats_a_delivery_and_never_the_other_way_round() -> None:
    assert names("delivered") == {"bounce"}
    assert names("bounced") == {"undo_bounce"}, "a person may say that it had not come back"
