"""The demonstration: a partnership that does not exist, with its people, services and a past. Never in production."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from civichub.accounts.queries import system_account
from civichub.commands.libraries import load_all
from civichub.core.idempotency import once
from civichub.devtools.demo.appointments import open_appointments
from civichub.devtools.demo.care import hold_conversations
from civichub.devtools.demo.casework import run_casework
from civichub.devtools.demo.desk import furnish_desk
from civichub.devtools.demo.directory import open_directory
from civichub.devtools.demo.disclosure import answer_requests
from civichub.devtools.demo.figures import enter_published_figures, take_in_old_calls
from civichub.devtools.demo.front_desk import open_front_desk
from civichub.devtools.demo.geography import load_geography
from civichub.devtools.demo.handover import connect_back_offices
from civichub.devtools.demo.knowledge import write_articles
from civichub.devtools.demo.letters import receive_post
from civichub.devtools.demo.mail import open_mailbox
from civichub.devtools.demo.members import act_for_residents
from civichub.devtools.demo.offering import offer_services
from civichub.devtools.demo.partners import work_together
from civichub.devtools.demo.partnership import agree_to_share, found_partnership
from civichub.devtools.demo.people import PASSWORD, SIGN_INS, add_people
from civichub.devtools.demo.quality import score_contacts
from civichub.devtools.demo.replay import replay
from civichub.devtools.demo.supervision import run_the_day
from civichub.devtools.demo.telephony import connect_telephone
from civichub.devtools.demo.waits import remember_waits
from civichub.devtools.demo.webchat import open_webchat
from civichub.devtools.demo.working_day import begin_working_day

A_PAST = timedelta(days=400)


def load() -> list[tuple[str, str, str]]:
    """Load what is not there yet; returns the sign-ins as (role, email, password). A second call changes nothing."""
    actor, now = system_account(), timezone.now()
    began = now - A_PAST

    def whole() -> bool:
        organisations = found_partnership(actor=actor, at=began)
        load_geography(organisations=organisations, actor=actor, at=began)
        load_all(began)
        services = offer_services(organisations, actor=actor, at=began)
        people = add_people(organisations, actor=actor, at=began)
        begin_working_day(organisations, people, actor=actor, now=now)
        write_articles(organisations, services, people, now=now)
        open_front_desk(organisations, services, people, actor=actor, now=now)
        open_webchat(organisations, services, people, actor=actor, now=now)
        connect_telephone(organisations, services, people, actor=actor, now=now)
        remember_waits(organisations, actor=actor, now=now)
        take_in_old_calls(organisations, actor=actor, now=now)
        open_mailbox(organisations, services, people, actor=actor, now=now)
        open_appointments(organisations, services, people, actor=actor, now=now)
        agree_to_share(organisations, services, people, at=began)
        enter_published_figures(organisations, people, at=now)
        replay(organisations, services, people, actor=actor, now=now)
        run_the_day(organisations, people, actor=actor, now=now)
        furnish_desk(organisations, services, people, now=now)
        score_contacts(organisations, services, people, actor=actor, now=now)
        act_for_residents(services, people, now=now)
        run_casework(organisations, services, people, actor=actor, now=now)
        hold_conversations(organisations, services, people, actor=actor, now=now)
        connect_back_offices(organisations, services, actor=actor, now=now)
        work_together(organisations, services, people, actor=actor, now=now)
        receive_post(organisations, services, people, actor=actor, now=now)
        answer_requests(services, people, now=now)
        open_directory(organisations, services, people, actor=actor, now=now)
        return True

    once(scope="demo", key="partnership", request="one", at=now, act=whole)
    return [(role, email, PASSWORD) for role, email in SIGN_INS]
