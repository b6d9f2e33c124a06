"""What dies while people talk: the switchboard, the exchange, the database. Nobody is lost, and nobody stays busy."""

from __future__ import annotations

from django.db import connection

from civichub.routing.models import Offer, Seat
from civichub.telephony.models import Call
from tests.phone.counter import Counter
from tests.phone.sip import eventually
from tests.phone.talking import ADVISOR_HZ, CALLER_HZ, MUSIC, OTHER_HZ, answered


def test_a_switchboard_that_is_killed_leaves_every_call_going_and_the_next_takes_them_up(counter: Counter) -> None:
    process = counter.run_switchboard_as_process()
    talking, advisor = answered(counter)
    waiting = counter.ring("07700900456")
    waiting.wait_heard(MUSIC)
    counter.wait_fact("place_said")
    left = counter.ring("07700900789")
    eventually("three calls", lambda: Call.objects.exclude(item=None).count() == 3)
    process.kill()
    talking.say(700)
    advisor.wait_heard(700, "talk goes on without a switchboard")
    waiting.wait_heard(MUSIC, "music goes on without a switchboard")
    left.hang_up()
    counter.switchboard.start()
    eventually("who left meanwhile is written down", lambda: Call.objects.filter(state="abandoned").count() == 1)
    talking.hang_up()
    eventually("the conversation ends as one", lambda: Call.objects.filter(state="answered").count() == 1)
    advisor.wait_over()
    counter.ready("leader")
    second = counter.phone("leader").next_call()
    second.say(OTHER_HZ)
    second.answer()
    waiting.wait_heard(OTHER_HZ, "the one who waited longest is served first")
    assert Call.objects.count() == len(set(Call.objects.values_list("contact", flat=True))) == 3


def test_while_nobody_listens_the_exchange_itself_rings_the_telephones_of_the_line(counter: Counter) -> None:
    counter.switchboard.stop()
    caller = counter.site.outside.ring(counter.number, "07700900111")
    caller.say(CALLER_HZ)
    advisor = counter.phone("advisor").next_call()
    advisor.say(ADVISOR_HZ)
    advisor.answer()
    caller.wait_heard(ADVISOR_HZ)
    advisor.wait_heard(CALLER_HZ)
    counter.switchboard.start()
    advisor.wait_heard(CALLER_HZ, "a hub that comes back does not cut them off")
    assert not Call.objects.exists()


def test_an_exchange_that_is_killed_leaves_nobody_busy_and_whoever_was_cut_off_is_rung_back_first(
    counter: Counter,
) -> None:
    answered(counter)
    waiting = counter.ring("07700900456")
    waiting.wait_heard(MUSIC)
    eventually("both are in line or in hand", lambda: Call.objects.exclude(item=None).count() == 2)
    counter.site.asterisk.kill()
    counter.site.asterisk.start()
    eventually(
        "who waited is to be rung back",
        lambda: Call.objects.filter(caller="+447700900456", memory__phase="promised", facts__kind="cut_off_in_line"),
    )
    again = counter.phone("advisor").next_call()
    again.say(ADVISOR_HZ)
    again.answer()
    talked = counter.site.outside.next_call()
    talked.say(CALLER_HZ)
    talked.answer()
    talked.wait_heard(ADVISOR_HZ, "who talked is rung back by the same advisor")
    owed = Call.objects.select_related("item").get(caller="+447700900456")
    assert owed.item.title == "Cut off while waiting, we ring back: 07700 900456 · Highways"
    assert (owed.item.state, owed.item.arrived_at) == ("waiting", owed.arrived_at)
    later = counter.ring("07700900789")
    later.wait_heard(MUSIC, "the next caller is served")
    counter.ready("leader")
    second = counter.phone("leader").next_call()
    second.say(OTHER_HZ)
    second.answer()
    waited = counter.site.outside.next_call()
    waited.say(CALLER_HZ)
    waited.answer()
    waited.wait_heard(OTHER_HZ, "who waited is rung back in their turn, before whoever came later")
    later.wait_heard(MUSIC)


def test_while_the_exchange_is_away_nobody_is_offered_a_call_or_paused_for_it(counter: Counter) -> None:
    counter.ready("advisor")
    counter.ring()
    counter.phone("advisor").next_call()
    counter.site.asterisk.kill()
    eventually("it is not offered any more", lambda: not Offer.objects.filter(state="open").exists())
    assert list(Offer.objects.values_list("state", flat=True)) == ["withdrawn"]
    assert Seat.objects.get(person=counter.world.people["advisor"]).state == "ready"
    counter.site.asterisk.start()
    again = counter.phone("advisor").next_call()
    again.say(ADVISOR_HZ)
    again.answer()
    waited = counter.site.outside.next_call()
    waited.answer()
    waited.wait_heard(ADVISOR_HZ, "who waited is rung back by whom they would have had")


def test_a_database_that_goes_away_lets_people_talk_and_wait_until_it_is_back(counter: Counter) -> None:
    talking, advisor = answered(counter)
    waiting = counter.ring("07700900456")
    waiting.wait_heard(MUSIC)
    with connection.cursor() as cursor:
        for _ in range(5):
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
    talking.say(700)
    advisor.wait_heard(700)
    talking.say(CALLER_HZ)
    advisor.hang_up()
    eventually("the end is written down", lambda: Call.objects.filter(state="answered").count() == 1)
    counter.ready("leader")
    second = counter.phone("leader").next_call()
    second.say(ADVISOR_HZ)
    second.answer()
    waiting.wait_heard(ADVISOR_HZ)
