"""What each role may do. A power is ``noun.verb``; a role holds powers only in the organisation of its membership."""

from __future__ import annotations

from django.db.models import TextChoices


class Role(TextChoices):
    ADVISOR = "advisor", "Advisor"
    RECEPTIONIST = "receptionist", "Receptionist"
    TEAM_LEADER = "team_leader", "Team leader"
    SERVICE_OFFICER = "service_officer", "Service officer"
    SERVICE_MANAGER = "service_manager", "Service manager"
    ANALYST = "analyst", "Analyst"
    COUNCILLOR = "councillor", "Councillor"
    PARTNER_REFERRER = "partner_referrer", "Partner referrer"
    PARISH_CLERK = "parish_clerk", "Parish clerk"
    INFORMATION_GOVERNANCE = "information_governance", "Information-governance officer"
    ADMINISTRATOR = "administrator", "Administrator"


POWERS: dict[str, str] = {
    "contact.handle": "Begin, wrap up and hand off contacts",
    "contact.view": "See contacts",
    "customer.view": "Find and open customers",
    "customer.edit": "Change a customer's details",
    "customer.merge": "Merge customers and undo a merge",
    "customer.view_at_risk_address": "See the address of a person at risk",
    "case.view": "See cases",
    "case.view_sensitive": "See cases of sensitive services that their own team holds",
    "case.view_all_sensitive": "See every case of sensitive services",
    "case.open": "Open cases",
    "case.act": "Move cases on, write notes, make promises",
    "case.assign": "Assign cases and move them between teams",
    "case.bulk": "Change many cases at once",
    "case.export": "Export lists",
    "catalogue.edit": "Change services and who provides them",
    "catalogue.lead": "Change services that several bodies share, as an administrator of the county",
    "forms.edit": "Change forms and procedures",
    "forms.publish": "Publish forms and procedures",
    "places.edit": "Import addresses and areas",
    "performance.view": "See figures",
    "performance.enter": "Enter monthly figures",
    "delivery.view": "See what was sent",
    "messages.edit": "Change message templates",
    "organisation.manage": "Change the organisation, its teams and modules",
    "accounts.manage": "Give and take roles",
    "api.manage": "Give and take keys for other systems",
    "sharing.manage": "Make and end sharing agreements",
    "audit.view": "See the audit and who looked at what, and review it",
    "record.break_glass": "Open a case of their own body in an emergency, for an hour, with a reason",
    "clocks.manage": "Add proclaimed holidays and closures",
    "case.view_ward": "See what is open in one's own ward, without who or where",
    "case.represent": "Act for a resident who asked, as a councillor",
    "referral.make": "Refer a person to another organisation",
    "parish.report": "Report for a parish or town council and follow its reports",
    "liaison.view": "See service levels, and the log of issues between services and the hub",
    "liaison.keep": "Agree service levels, and keep the log of issues",
    "work.take": "Take work from queues",
    "work.supervise": "Set up queues, and move and give out work",
    "post.handle": "Bring in scanned post, print letters and record returned mail",
    "appointments.book": "See, book and change appointments, and check people in",
    "appointments.manage": "Set up appointments and cancel many at once",
    "mail.manage": "Set up mailboxes and the texts for answers",
    "knowledge.edit": "Write and publish articles for staff",
    "notice.declare": "Declare that a service is not as usual",
    "frontdesk.manage": "Set up front desks, counters, boards and kiosks",
    "quality.score": "Score contacts of one's own team, calibrate and coach",
    "quality.manage": "Set by which rule contacts are chosen to be scored",
    "workforce.manage": "Record skills, whereabouts and duty rotas of others",
    "disclosure.handle": "Search, redact, review and answer requests for information",
    "directory.edit": "Keep the community directory",
    "volunteer.match": "See volunteers and ask them to help",
    "volunteer.manage": "Take on volunteers and record their checks",
    "whiteboard.view": "See where colleagues are and who is on duty",
    "handover.view": "See what is handed to back offices, and send it again",
    "case.import": "Bring in the past cases of another system, and take them back",
    "handover.manage": "Connect back offices and partners, and publish services by Open311",
}

_DESK = {"contact.handle", "contact.view", "customer.view", "customer.edit", "case.view", "case.open", "case.act"} | {
    "work.take",
    "appointments.book",
    "whiteboard.view",
}
_RUNS_THE_DAY = {
    "work.supervise",
    "workforce.manage",
    "appointments.manage",
    "frontdesk.manage",
    "notice.declare",
    "post.handle",
    "volunteer.match",
    "volunteer.manage",
}
_OFFICER = _DESK | {
    "case.view_sensitive",
    "case.export",
    "customer.view_at_risk_address",
    "handover.view",
    "record.break_glass",
    "liaison.view",
    "volunteer.match",
}

ROLE_POWERS: dict[str, frozenset[str]] = {
    Role.ADVISOR: frozenset(_DESK | {"customer.merge", "volunteer.match"}),
    Role.RECEPTIONIST: frozenset((_DESK - {"case.act"}) | {"post.handle"}),
    Role.TEAM_LEADER: frozenset(
        _DESK
        | {"customer.merge", "case.assign", "case.bulk", "case.export", "performance.view", "delivery.view"}
        | {"handover.view", "record.break_glass", "liaison.view", "liaison.keep"}
        | {"quality.score"}
        | _RUNS_THE_DAY
    ),
    Role.SERVICE_OFFICER: frozenset(_OFFICER),
    Role.SERVICE_MANAGER: frozenset(
        _OFFICER
        | {"case.assign", "case.bulk", "catalogue.edit", "forms.edit", "forms.publish", "messages.edit"}
        | {"performance.view", "performance.enter", "delivery.view", "knowledge.edit"}
        | {"mail.manage", "directory.edit", "handover.manage", "liaison.keep", "quality.score", "quality.manage"}
        | {"case.import"}
        | _RUNS_THE_DAY
    ),
    Role.ANALYST: frozenset({"performance.view", "performance.enter", "whiteboard.view", "liaison.view"}),
    Role.COUNCILLOR: frozenset({"case.view_ward", "case.represent", "performance.view", "whiteboard.view"}),
    Role.PARTNER_REFERRER: frozenset({"referral.make", "liaison.view"}),
    Role.PARISH_CLERK: frozenset({"parish.report", "liaison.view"}),
    Role.INFORMATION_GOVERNANCE: frozenset(
        {"sharing.manage", "audit.view", "customer.view", "case.view", "case.view_all_sensitive", "contact.view"}
        | {"customer.merge", "case.export", "whiteboard.view"}
        | {"disclosure.handle", "case.act", "case.assign"}
    ),
    Role.ADMINISTRATOR: frozenset(
        {"organisation.manage", "accounts.manage", "api.manage", "places.edit", "catalogue.edit", "clocks.manage"}
        | {"catalogue.lead", "forms.edit", "messages.edit", "delivery.view", "performance.view"}
        | {"knowledge.edit", "frontdesk.manage", "mail.manage", "whiteboard.view"}
        | {"handover.view", "handover.manage", "directory.edit", "case.import"}
    ),
}

# What a key of another system may be given: powers, and reads that no person needs a power for.
API_SCOPES: dict[str, str] = {
    "service.read": "Read services and their forms",
    "place.read": "Read addresses and areas",
    "case.open": POWERS["case.open"],
    "case.view": POWERS["case.view"],
    "case.act": POWERS["case.act"],
    "whiteboard.read": "Read where the people of the organisation are and who is on duty",
    "whiteboard.write": "Say where the people of the organisation are",
    "handover.report": "Report how cases stand that were handed over to it",
}
