"""The register of what staff can do: who, how well, until when; files in and out; what people say of themselves."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from civichub.accounts.queries import staff_of
from civichub.core.clocks import london_date
from civichub.core.errors import HubError, Invalid
from civichub.web.access import staff
from civichub.web.staff.asking import FormPage, ask_and_do, one_of
from civichub.web.staff.queue_setup.skills import KEEPS, NoQuestions
from civichub.web.ui.components import Column
from civichub.web.ui.forms import DateField, HubForm, OneChoiceField, SelectBox, TextField, UploadField
from civichub.web.ui.paging import keyset_page
from civichub.workforce.models import Level
from civichub.workforce.operations import (
    SkillRow,
    decide_proposal,
    end_skill,
    propose_skill,
    record_skill,
    record_skills,
)
from civichub.workforce.queries import active_skills, held_by, open_proposals, own_skills, register

COLUMNS = (
    Column("Name"),
    Column("Skill"),
    Column("Level"),
    Column("Known until"),
    Column("How we know"),
    Column("Change"),
)
HEADINGS = ("email", "skill", "level", "expires_on", "evidence")
SOON = timedelta(days=60)
LARGEST = 1_000_000


class HeldForm(HubForm):
    """Who can do what, how well, until when."""

    level = OneChoiceField(label="How well?", choices=Level.choices, missing="Select how well")
    expires_on = DateField(label="Known until", required=False, hint="Leave it empty for what does not run out")
    evidence = TextField(
        label="How do we know?", required=False, max_length=200, hint="Like Signature level 3, seen 4 March 2026"
    )

    def __init__(self, *args: Any, skills: Any, people: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listed = [(str(skill.pk), skill.name) for skill in skills]
        self.fields["skill"] = OneChoiceField(
            label="Skill", choices=listed, widget=SelectBox(), missing="Select the skill"
        )
        first = ["skill"]
        if people is not None:
            self.fields["person"] = OneChoiceField(
                label="Who?", choices=[(str(one.pk), f"{one.name}, {one.email}") for one in people],
                widget=SelectBox(), missing="Select who",
            )  # fmt: skip
            first = ["person", "skill"]
        else:
            del self.fields["expires_on"]
        self.order_fields([*first, "level"])


class FileForm(HubForm):
    """A file of the register."""

    file = UploadField(label="File", accept=".csv,text/csv", missing="Choose a file")


class UntilForm(HubForm):
    """Until when what somebody says of themselves is known."""

    expires_on = DateField(label="Known until", required=False, hint="Leave it empty for what does not run out")


@staff(KEEPS)
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """Everybody's skills, or those that run out soon; `?as=csv` is the whole of it as a file."""
    today, asked = london_date(timezone.now()), request.GET
    words, skill = asked.get("q", "").replace("\x00", "")[:80].strip(), asked.get("skill", "").replace("\x00", "")[:40]
    soon = asked.get("soon") == "yes"
    found = register(request.user, words=words, skill=skill, run_out_by=today + SOON if soon else None)
    if asked.get("as") == "csv":
        return _as_csv(found)
    rows, pager = keyset_page(request, found, order=("person__name", "pk"))
    context = {
        "rows": rows, "pager": pager, "columns": COLUMNS, "words": words, "skill": skill, "soon": soon, "today": today,
        "soon_by": today + SOON, "skills": active_skills(), "proposals": open_proposals(request.user)[:50],
    }  # fmt: skip
    return render(request, "staff/queue_setup/register.html", context)


def _as_csv(found: Any) -> HttpResponse:
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="skills.csv"'
    out = csv.writer(answer)
    out.writerow(HEADINGS)
    for held in found.order_by("person__name", "skill__key").iterator():
        row = (held.person.email, held.skill.key, held.level, held.expires_on or "", held.evidence)
        out.writerow([_harmless(str(value)) for value in row])
    return answer


def _harmless(text: str) -> str:
    """A spreadsheet takes what begins like this for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


@staff(KEEPS)
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Record what somebody can do; what was recorded before of the same skill ends."""
    people = staff_of(request.user.organisations_with(KEEPS))
    form = HeldForm(request.POST or None, skills=active_skills(), people=people)

    def act(sent: dict[str, Any]) -> None:
        record_skill(
            person=one_of(people, int(sent["person"])), skill=one_of(active_skills(), int(sent["skill"])),
            level=int(sent["level"]), expires_on=sent["expires_on"], evidence=sent["evidence"],
            actor=request.user, at=timezone.now(),
        )  # fmt: skip

    page = FormPage("Record a skill", reverse("skill-register"), "It is in the register.", button="Record it")
    return ask_and_do(request, form, page, act)


@staff(KEEPS)
@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody does this no longer."""
    held = held_by(request.user, pk)
    form = NoQuestions(request.POST if request.method == "POST" else None)
    page = FormPage(
        f"Take {held.skill} off {held.person}", reverse("skill-register"), "It is taken off.", button="Take it off",
        guidance="It is not asked of them again. The register keeps that they had it.",
    )  # fmt: skip
    return ask_and_do(request, form, page, lambda _: end_skill(held=held, actor=request.user, at=timezone.now()))


@staff(KEEPS)
@require_http_methods(["GET", "POST"])
def bring_in(request: HttpRequest) -> HttpResponse:
    """A file with the headings of the one that goes out: all of its lines, or none and what to put right."""
    form = FileForm(request.POST or None, request.FILES or None)
    page = FormPage(
        "Bring in a file of skills", reverse("skill-register"), "Every line of the file is recorded.",
        button="Bring it in", upload=True,
        guidance=f"A CSV file whose first line is {','.join(HEADINGS)}. Levels go from 1 to 5, days are written "
        "2026-03-31, and either may be taken from the file that the register gives out.",
    )  # fmt: skip

    def act(sent: dict[str, Any]) -> None:
        rows = _read(sent["file"], request.user)
        record_skills(rows=rows, actor=request.user, at=timezone.now())

    return ask_and_do(request, form, page, act)


def _read(file: Any, user: Any) -> list[SkillRow]:
    if file.size > LARGEST:
        raise Invalid({"file": "Choose a file of at most 1 MB."})
    try:
        lines = list(csv.DictReader(io.StringIO(file.read().decode("utf-8-sig"))))
    except (UnicodeDecodeError, csv.Error) as error:
        raise Invalid({"file": "Save the file as CSV in UTF-8 and choose it again."}) from error
    if not lines or not {"email", "skill", "level"} <= set(lines[0]):
        raise Invalid({"file": f"The first line must be {','.join(HEADINGS)}, with at least one line below it."})
    people = {one.email.lower(): one for one in staff_of(user.organisations_with(KEEPS))}
    skills = {skill.key: skill for skill in active_skills()}
    rows, problems = [], []
    for number, line in enumerate(lines, 2):
        found = _row(number, line, people, skills)
        (rows if isinstance(found, SkillRow) else problems).append(found)
    if problems:
        raise Invalid({"file": " ".join(str(problem) for problem in problems[:20])})
    return [row for row in rows if isinstance(row, SkillRow)]


def _row(number: int, line: dict[str, Any], people: dict[str, Any], skills: dict[str, Any]) -> SkillRow | str:
    """The line, or what to put right in it."""
    value = {name: str(line.get(name) or "").replace("\x00", "").lstrip("'").strip() for name in HEADINGS}
    person, skill = people.get(value["email"].lower()), skills.get(value["skill"])
    if person is None:
        return f"Line {number}: nobody you manage has the email {value['email'][:80]}."
    if skill is None:
        return f"Line {number}: there is no skill with the key {value['skill'][:40]}."
    if value["level"] not in {str(level) for level in Level.values}:
        return f"Line {number}: the level must be a number from 1 to 5."
    try:
        until = date.fromisoformat(value["expires_on"]) if value["expires_on"] else None
    except ValueError:
        return f"Line {number}: write expires_on like 2026-03-31."
    return SkillRow(number, person, skill, int(value["level"]), until, value["evidence"])


@staff()
@require_http_methods(["GET", "POST"])
def mine(request: HttpRequest) -> HttpResponse:
    """What is recorded of oneself, and a way to say more, which a manager confirms."""
    form = HeldForm(request.POST or None, skills=active_skills())
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data
        try:
            propose_skill(
                skill=one_of(active_skills(), int(sent["skill"])), level=int(sent["level"]),
                evidence=sent["evidence"], actor=request.user, at=timezone.now(),
            )  # fmt: skip
        except HubError as error:
            messages.error(request, error.message)
        else:
            messages.success(request, "Thank you. It counts once whoever manages your team has confirmed it.")
            return redirect("my-skills")
    waiting = [one for one in open_proposals(request.user)[:200] if one.person_id == request.user.pk]
    back = "whiteboard" if request.user.holds_anywhere("whiteboard.view") else "staff-home"
    context = {"form": form, "held": own_skills(request.user), "waiting": waiting, "back": back}
    return render(request, "staff/queue_setup/my_skills.html", context)


@staff(KEEPS)
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """What somebody says of themselves is so, until a day."""
    proposal = one_of(open_proposals(request.user), pk)
    form = UntilForm(request.POST if request.method == "POST" else None)
    page = FormPage(
        f"Confirm {proposal.skill} for {proposal.person}", reverse("skill-register"), "It is in the register.",
        caption=proposal.get_level_display(), button="Confirm", guidance=proposal.evidence or "They gave no evidence.",
    )  # fmt: skip
    return ask_and_do(
        request, form, page,
        lambda sent: decide_proposal(
            proposal=proposal, accept=True, expires_on=sent["expires_on"], actor=request.user, at=timezone.now()
        ),
    )  # fmt: skip


@staff(KEEPS)
@require_POST
def refuse(request: HttpRequest, pk: int) -> HttpResponse:
    """It is not so, or not yet."""
    proposal = one_of(open_proposals(request.user), pk)
    try:
        decide_proposal(proposal=proposal, accept=False, actor=request.user, at=timezone.now())
    except HubError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, f"{proposal.skill} is not recorded for {proposal.person}.")
    return redirect("skill-register")
