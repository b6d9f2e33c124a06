"""The component gallery: every component in every state on a few pages, for people who build screens and for the tests.

All names, addresses and references are invented; telephone numbers are those that Ofcom keeps for drama.
"""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from civichub.web.access import staff
from civichub.web.ui import forms
from civichub.web.ui.brand import Brand
from civichub.web.ui.components import ChosenFilter, Clock, Column, File, Link, Place, Step
from civichub.web.ui.navigation import NavItem
from civichub.web.ui.paging import Pager

PAGES = ("desk", "case", "resident", "forms", "errors", "question", "answers", "confirmation", "confirm", "plain")
STATES = (
    "New",
    "In progress",
    "Waiting for customer",
    "Escalated",
    "Resolved",
    "Overdue",
    "Due soon",
    "Closed",
)
REFERENCES = ("7KM4PQXT4", "9CDF3GHJ3", "KMN6PQRTK")


class SampleForm(forms.HubForm):
    """One of every control."""

    name = forms.TextField(label="Full name", missing="Enter your full name", autocomplete="name")
    problem = forms.LongTextField(label="What is the problem?", hint="Do not give names of other people", limit=200)
    how = forms.OneChoiceField(
        label="How should we reply?",
        choices=[("email", "Email"), ("phone", "Telephone"), ("none", "Do not reply")],
        hints={"phone": "We ring between 8am and 6pm"},
        reveals={"email": ["email"], "phone": ["phone"]},
        divider_before="none",
        missing="Select how we should reply",
    )
    email = forms.EmailField(label="Email address")
    phone = forms.PhoneField(label="Telephone number")
    needs = forms.ManyChoicesField(
        label="What would help you?",
        hint="Select all that apply",
        choices=[("print", "Large print"), ("bsl", "British Sign Language"), ("no", "None of these")],
        exclusive="no",
    )
    again = forms.YesNoField(label="Have you told us before?")
    ward = forms.OneChoiceField(
        label="Ward", widget=forms.SelectBox(), choices=[("", "Choose a ward"), ("1", "Abbey"), ("2", "Winyates")]
    )
    seen = forms.DateField(label="When did you see it?", hint="For example, 27 3 2026", subject="Date you saw it")
    postcode = forms.PostcodeField(label="Postcode")
    cost = forms.MoneyField(label="What did it cost you?", required=False)
    length = forms.NumberField(label="How long is it?", suffix="metres", required=False)
    photo = forms.UploadField(label="Upload a photo", hint="JPG or PNG, up to 10 MB", accept="image/*", required=False)
    place = forms.MapPointField(label="Where is it?", hint="You can use the box, the map or both")


class QuestionForm(forms.HubForm):
    """One question on a page of its own."""

    postcode = forms.PostcodeField(label="What is your postcode?", hint="For example, B97 4HJ")


@staff("organisation.manage")
def show(request: HttpRequest) -> HttpResponse:
    """The gallery; `?page=` names one of `PAGES`, `?brand=` a colour without its `#`."""
    page = request.GET.get("page", "desk")
    if page not in PAGES:
        raise Http404
    values = _values_for(request, page)
    return render(request, values.pop("template", f"ui/gallery/{page}.html"), values)


def _values_for(request: HttpRequest, page: str) -> dict[str, Any]:
    brand = Brand(
        name="Feckenham Borough Council",
        colour=request.GET.get("brand", ""),
        phone="01632 960001",
        email="hello@feckenham.example",
    )
    links = [Link(name.capitalize(), f"?page={name}") for name in PAGES]
    shared = {"brand": brand, "gallery_links": links, "now": timezone.now()}
    return {**shared, **_MAKERS.get(page, _nothing)(request)}


def _nothing(request: HttpRequest) -> dict[str, Any]:
    return {}


def _desk(request: HttpRequest) -> dict[str, Any]:
    now = timezone.now()
    rows = [
        {
            "reference": reference,
            "service": service,
            "who": who,
            "state": state,
            "due": due,
            "count": count,
            "opened": now - timedelta(hours=hours),
        }
        for reference, service, who, state, due, count, hours in (
            (REFERENCES[0], "Pothole", "Ada Winters", "In progress", "due in 2 working days", 3, 5),
            (REFERENCES[1], "Missed bin collection", "Tom Barrow", "Waiting for customer", "due today", 1, 30),
            (REFERENCES[2], "Blue badge", "Iris Vale-Okonkwo", "Overdue", "1 working day late", 7, 900),
        )
    ]
    messages.success(request, "Case 7KM-4PQ-XT4 is resolved. Ada Winters will be told by email.")
    columns = [Column("Reference"), Column("Service", sort="service"), Column("Customer"), Column("State")]
    columns += [Column("Due", sort="due"), Column("Opened", sort="opened"), Column("Contacts", numeric=True)]
    numbered = Pager(
        newer=Link("Previous", "?number=3"),
        older=Link("Next", "?number=5"),
        numbers=[Link("1", "?number=1"), Link("…"), Link("3", "?number=3"), Link("4"), Link("5", "?number=5")],
        current=4,
        summary="231 in all",
    )
    return {
        **_staff_shell(),
        "begin_contact_url": "#begin",
        "contact_channels": [("phone", "Telephone"), ("counter", "Counter"), ("email", "Email")],
        "rows": rows,
        "columns": columns,
        "states": STATES,
        "numbered": numbered,
        "keyed": Pager(newer=Link("Newer", "?before=a"), older=Link("Older", "?after=b"), summary="50 shown"),
        "chosen": [ChosenFilter("State: open", "?page=desk"), ChosenFilter("Ward: Abbey", "?page=desk")],
        "filter_form": SampleForm(auto_id="filter_%s"),
    }


def _case(request: HttpRequest) -> dict[str, Any]:
    now = timezone.now()
    lines = ("Received Tuesday 3 March 2026 at 2:05pm.", "Day 1 is Wednesday 4 March.", "Good Friday is left out.")
    source = "Freedom of Information Act 2000, section 10"
    return {
        **_staff_shell(),
        "live_contact": _live_contact(request.GET.get("contact", "live")),
        "reference": REFERENCES[0],
        "crumbs": [Link("Cases", "#"), Link("Pothole, Mill Street")],
        "parts": [
            NavItem("Overview", "#", current=True, key="1"),
            NavItem("Messages", "#messages", count=2, key="2"),
            NavItem("Files", "#files", count=0, key="3"),
        ],
        "clocks": [
            Clock("First reply", "met", "Met with 1 day to spare", "Wednesday 4 March 2026", lines, source),
            Clock("Make safe", "soon", "due in 3 hours", "Today at 5pm", lines),
            Clock("Repair", "running", "due in 18 working days", "Tuesday 31 March 2026", lines),
            Clock("Reply to councillor", "late", "1 working day late", "Monday 2 March 2026", lines),
        ],
        "steps": [Step("Received", "done"), Step("Inspected", "done"), Step("Repair", "current"), Step("Closed")],
        "minutes_ago": now - timedelta(minutes=12),
        "days_ago": now - timedelta(days=2),
        "files": _files(),
        "places": _places(),
        "people": ["Mo Ahmed", "Jo Carver"],
        "reasons": [
            "You work for Feckenham Borough Council, which holds this case.",
            "The county shares its highways cases with your team until 31 March 2027.",
        ],
    }


def _live_contact(state: str) -> dict[str, Any]:
    return {
        "who": "Ada Winters",
        "channel": "Telephone",
        "service": "Pothole",
        "reference": REFERENCES[1],
        "url": "#contact",
        "started_at": timezone.now() - timedelta(minutes=3, seconds=20),
        "is_timed": True,
        "state": state,
        "pause_url": "#pause",
        "resume_url": "#resume",
        "wrap_up_url": "#wrap-up",
    }


def _resident(request: HttpRequest) -> dict[str, Any]:
    return {
        **_resident_shell(),
        "phase": "Beta",
        "feedback_url": "#feedback",
        "useful_url": "#useful",
        "places": _places(),
        "files": _files(),
    }


def _filled(request: HttpRequest) -> dict[str, Any]:
    return {**_resident_shell(), "form": SampleForm(), "page_title": "Every control", "template": _FORM_TEMPLATE}


def _wrong(request: HttpRequest) -> dict[str, Any]:
    answers = {"how": "email", "email": "ada", "seen_0": "31", "seen_1": "2", "seen_2": "2026", "postcode": "B97"}
    answers |= {"place_1": "nowhere", "cost": "lots", "needs": ["print"], "problem": "x" * 220}
    form = SampleForm(answers)
    return {**_resident_shell(), "form": form, "page_title": "Every control", "template": _FORM_TEMPLATE}


def _question(request: HttpRequest) -> dict[str, Any]:
    return {
        **_resident_shell(),
        "template": "ui/question_page.html",
        "form": QuestionForm({"postcode": "nowhere"}) if "wrong" in request.GET else QuestionForm(),
        "page_title": "What is your postcode?",
        "caption": "Report a pothole",
        "back_url": "?page=resident",
    }


def _answers(request: HttpRequest) -> dict[str, Any]:
    rows = [
        {"key": "Where", "value": "Mill Street, Feckenham\nB97 4HJ", "change_url": "#where", "change_words": "place"},
        {"key": "Problem", "value": "A hole about a foot wide", "change_url": "#problem", "change_words": ""},
    ]
    you = [{"key": "Email", "value": "", "change_url": "#email", "change_words": "email address"}]
    return {
        **_resident_shell(),
        "template": "ui/check_answers.html",
        "sections": [{"title": "The problem", "rows": rows}, {"title": "You", "rows": you}],
        "declaration": ["By sending this you confirm that it is true as far as you know."],
        "back_url": "?page=question",
    }


def _confirmation(request: HttpRequest) -> dict[str, Any]:
    return {
        **_resident_shell(),
        "template": "ui/confirmation_page.html",
        "page_title": "We have your report",
        "reference": REFERENCES[0],
        "next_steps": [
            "Feckenham Borough Council will inspect the road by Friday 6 March 2026.",
            "We will email you when they have.",
        ],
        "track_url": "#track",
    }


def _confirm(request: HttpRequest) -> dict[str, Any]:
    return {
        **_staff_shell(),
        "template": "ui/confirm_action.html",
        "page_title": "Merge these two customers?",
        "consequences": ["Ada Winters keeps both histories.", "You can undo this later."],
        "button_text": "Merge customers",
        "cancel_url": "?page=desk",
        "is_dangerous": True,
    }


def _staff_shell() -> dict[str, Any]:
    navigation = [
        NavItem("Home", "#home", current=True, key="g h"),
        NavItem("My work", "#work", count=12, key="g w"),
        NavItem("Cases", "#cases", key="g c"),
        NavItem("Customers", "#customers", key="g u"),
        NavItem("Services", "#services", group="Know"),
        NavItem("Channel report", "#report", group="Know"),
        NavItem("Messages sent", "#sent", group="Look after"),
        NavItem("Teams and roles", "#teams", group="Look after"),
    ]
    return {"staff_navigation": navigation, "live_contact": None}


def _resident_shell() -> dict[str, Any]:
    navigation = [
        NavItem("Home", "?page=resident", current=True),
        NavItem("Services A to Z", "#services"),
        NavItem("Report", "#report"),
        NavItem("Track", "#track"),
    ]
    return {"resident_navigation": navigation, "header_links": [Link("Sign in", "#sign-in"), Link("Help", "#help")]}


def _files() -> list[File]:
    return [
        File("pothole-mill-street.jpg", "#file", 840_000, "JPEG picture"),
        File("letter.pdf", "", 2_300_000, "PDF", "Being checked"),
    ]


def _places() -> list[Place]:
    return [
        Place("Pothole, Mill Street", 52.2532, -1.9905, "#one", "in progress", here=True),
        Place("Pothole, High Street", 52.2541, -1.9872, "#two", "reported 2 days ago"),
    ]


_FORM_TEMPLATE = "ui/question_page.html"
_MAKERS = {
    "desk": _desk,
    "case": _case,
    "resident": _resident,
    "forms": _filled,
    "errors": _wrong,
    "question": _question,
    "answers": _answers,
    "confirmation": _confirmation,
    "confirm": _confirm,
}
