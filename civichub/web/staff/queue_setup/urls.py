"""The addresses of setting up work, and of the board on the wall."""

from __future__ import annotations

from django.urls import path

from civichub.web.display import wallboard
from civichub.web.staff.queue_setup import displays, duties, members, queues, register, skills

urlpatterns = [
    path("queues/set-up/", queues.listing, name="queue-setup"),
    path("queues/set-up/new/", queues.add, name="queue-add"),
    path("queues/set-up/<int:pk>/", queues.change, name="queue-change"),
    path("queues/set-up/<int:pk>/state/", queues.state, name="queue-state"),
    path("queues/set-up/<int:pk>/people/", members.show, name="queue-members"),
    path("queues/set-up/<int:pk>/people/<int:person>/remove/", members.remove, name="queue-member-remove"),
    path("skills/", skills.listing, name="skill-list"),
    path("skills/new/", skills.add, name="skill-add"),
    path("skills/<int:pk>/", skills.change, name="skill-change"),
    path("skills/<int:pk>/retire/", skills.retire, name="skill-retire"),
    path("skills/mine/", register.mine, name="my-skills"),
    path("skills/register/", register.listing, name="skill-register"),
    path("skills/register/new/", register.add, name="skill-record"),
    path("skills/register/file/", register.bring_in, name="skill-file"),
    path("skills/register/<int:pk>/end/", register.end, name="skill-end"),
    path("skills/proposed/<int:pk>/confirm/", register.confirm, name="skill-confirm"),
    path("skills/proposed/<int:pk>/refuse/", register.refuse, name="skill-refuse"),
    path("duties/", duties.listing, name="duty-list"),
    path("duties/new/", duties.add, name="duty-add"),
    path("duties/<int:pk>/", duties.show, name="duty"),
    path("duties/<int:pk>/change/", duties.change, name="duty-change"),
    path("duties/<int:pk>/end/", duties.end, name="duty-end"),
    path("duties/<int:pk>/turns/", duties.add_turns, name="duty-turns"),
    path("duties/turns/<int:pk>/give/", duties.give, name="duty-give"),
    path("duties/turns/<int:pk>/take-off/", duties.take_off, name="duty-take-off"),
    path("wallboard/", wallboard.show, name="wallboard"),
    path("wallboard/events/", wallboard.events, name="wallboard-events"),
    path("wallboard/screens/", displays.listing, name="wall-keys"),
    path("wallboard/screens/new/", displays.make, name="wall-key-make"),
    path("wallboard/screens/<int:pk>/withdraw/", displays.withdraw, name="wall-key-withdraw"),
]
