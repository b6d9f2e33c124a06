"""The list of skills: what work can ask for."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from civichub.web.access import staff
from civichub.web.staff.asking import FormPage, ask_and_do, one_of
from civichub.web.ui.components import Column
from civichub.web.ui.forms import HubForm, OneChoiceField, TextField
from civichub.workforce.models import SkillKind
from civichub.workforce.operations import define_skill, retire_skill
from civichub.workforce.queries import every_skill

KEEPS = "workforce.manage"
COLUMNS = (Column("Skill"), Column("Key"), Column("Held by", numeric=True), Column("State"), Column("Change"))


class SkillForm(HubForm):
    """A skill in words."""

    name = TextField(label="Name", max_length=80, missing="Enter the name", hint="Like Punjabi")
    said = TextField(
        label="What is said to whoever has it", max_length=100, missing="Enter what is said",
        hint="It ends the sentence “This is offered to you because …”: you speak Punjabi",
    )  # fmt: skip
    kind = OneChoiceField(label="Kind", choices=SkillKind.choices, missing="Select the kind")


class NewSkillForm(SkillForm):
    """A skill that is not there yet."""

    key = TextField(
        label="Key", max_length=40, missing="Enter a key", width=20,
        hint="Short and lasting, for other systems: language:pa or housing-benefit. It cannot be changed later.",
    )  # fmt: skip


class NoQuestions(HubForm):
    """Nothing more is asked: the page says what happens."""


@staff(KEEPS)
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """Every skill, languages first."""
    return render(request, "staff/queue_setup/skills.html", {"rows": every_skill(), "columns": COLUMNS})


@staff(KEEPS)
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """A new one; the key of a retired one brings that back."""
    form = NewSkillForm(request.POST or None)
    page = FormPage("Add a skill", reverse("skill-list"), "The skill is there.", button="Add the skill")
    return ask_and_do(
        request, form, page, lambda sent: define_skill(actor=request.user, at=timezone.now(), **_plain(sent))
    )


def _plain(sent: dict[str, Any]) -> dict[str, Any]:
    return {name: sent[name] for name in ("key", "kind", "name", "said") if name in sent}


@staff(KEEPS)
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Other words for the same skill."""
    skill = one_of(every_skill(), pk)
    form = SkillForm(request.POST or None, initial={"name": skill.name, "said": skill.said, "kind": skill.kind})
    page = FormPage(f"Change {skill}", reverse("skill-list"), "The words are changed.", caption=skill.key)
    return ask_and_do(
        request, form, page,
        lambda sent: define_skill(key=skill.key, actor=request.user, at=timezone.now(), **_plain(sent)),
    )  # fmt: skip


@staff(KEEPS)
@require_http_methods(["GET", "POST"])
def retire(request: HttpRequest, pk: int) -> HttpResponse:
    """Nothing asks for it any more."""
    skill = one_of(every_skill().filter(is_active=True), pk)
    form = NoQuestions(request.POST if request.method == "POST" else None)
    page = FormPage(
        f"Retire {skill}", reverse("skill-list"), f"{skill} is retired.", button="Retire it",
        guidance="Nothing new asks for it. Items in line that ask for it can be taken by nobody: change their needs "
        "first. Adding it again by its key brings it back.",
    )  # fmt: skip
    return ask_and_do(request, form, page, lambda _: retire_skill(skill=skill, actor=request.user, at=timezone.now()))
