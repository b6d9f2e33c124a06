"""What a case is made of, counted, so that one taken under fire can be held against one taken in peace."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

from django.db import connection

from civichub.cases.models import Case
from civichub.contacts.models import Contact
from civichub.core.models import AuditEntry, SeenKey, StoredEvent
from civichub.customers.models import Customer
from civichub.delivery.models import Message
from civichub.forms.models import FormDraft
from civichub.notifications.models import Notice


def cases_by_email() -> dict[str, list[Case]]:
    """Every case by its reporter's email, which stands for one request."""
    found: dict[str, list[Case]] = defaultdict(list)
    for case in Case.objects.order_by("pk"):
        found[case.reporter_email].append(case)
    return dict(found)


def shape_of(case: Case) -> dict[str, Any]:
    """What belongs to the case, by kind and number."""
    links = list(case.contact_links.select_related("contact"))
    messages = Message.objects.filter(about_type="cases.case", about_id=case.pk)
    return {
        "contacts": [(link.opened_it, link.contact.channel, link.contact.outcome) for link in links],
        "the contact's customer": all(link.contact.customer_id == case.customer_id is not None for link in links),
        "history": sorted(case.history.values_list("kind", flat=True)),
        "clocks": sorted(case.clocks.values_list("key", flat=True)),
        "stage": case.stage,
        "audit of the case": _audit("cases.case", [case.pk]),
        "audit of its contact": _audit("contacts.contact", [link.contact_id for link in links]),
        "events": sorted(StoredEvent.objects.filter(payload__case_id=case.pk).values_list("name", flat=True)),
        "notices": sorted(Notice.objects.filter(case_id=case.pk).values_list("event_key", flat=True)),
        "messages": sorted(messages.values_list("purpose", "template_key", "state")),
        "drafts sent": FormDraft.objects.filter(result_reference=case.reference, state="finished").count(),
        "keys": SeenKey.objects.filter(answer=case.reference).count(),
    }


def _audit(kind: str, ids: list[int]) -> Counter[str]:
    return Counter(AuditEntry.objects.filter(subject_type=kind, subject_id__in=ids).values_list("action", flat=True))


def left_over(sent: list[str]) -> list[str]:
    """What belongs to no case, and work that nobody will do."""
    references = set(Case.objects.values_list("reference", flat=True))
    messages = set(Message.objects.filter(state="sent").values_list("reference", flat=True))
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name, status FROM procrastinate_jobs WHERE status NOT IN ('todo', 'succeeded')")
        jobs = cursor.fetchall()
    finished = FormDraft.objects.filter(state="finished").values_list("result_reference", flat=True)
    counts = {
        "contacts without a case": Contact.objects.filter(case_links=None).count(),
        "customers without a case": Customer.objects.exclude(pk__in=Case.objects.values("customer_id")).count(),
        "keys without an answer": SeenKey.objects.exclude(answer__in=references).count(),
        "sent forms without a case": len([reference for reference in finished if reference not in references]),
        "messages recorded as sent that never left": len(messages - set(sent)),
        "messages that left and are not recorded as sent": len(set(sent) - messages),
        "jobs not done": len(jobs),
    }
    return [f"{what}: {number}" for what, number in counts.items() if number]
