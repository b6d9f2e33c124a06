"""The addresses of quality."""

from __future__ import annotations

from django.urls import path

from civichub.web.staff.quality import calibrating, choosing, coaching, figures, reading, scoring

urlpatterns = [
    path("", reading.mine, name="quality"),
    path("scores/<int:pk>/", reading.show, name="quality-score"),
    path("scores/<int:pk>/comment/", reading.comment, name="quality-comment"),
    path("scores/<int:pk>/dispute/", reading.dispute, name="quality-dispute"),
    path("to-score/", scoring.listing, name="quality-to-score"),
    path("to-score/ask/", scoring.ask, name="quality-ask"),
    path("to-score/<int:pk>/", scoring.score, name="quality-do"),
    path("to-score/<int:pk>/keep/", scoring.keep, name="quality-keep"),
    path("to-score/<int:pk>/sum/", scoring.sum_so_far, name="quality-sum"),
    path("to-score/<int:pk>/set-aside/", scoring.set_aside, name="quality-set-aside"),
    path("chosen/", choosing.draws, name="quality-draws"),
    path("chosen/<int:pk>/", choosing.draw, name="quality-draw"),
    path("rules/", choosing.rules, name="quality-rules"),
    path("rules/new/", choosing.add, name="quality-rule-add"),
    path("rules/<int:pk>/", choosing.change, name="quality-rule"),
    path("calibration/", calibrating.listing, name="calibrations"),
    path("calibration/new/", calibrating.begin, name="calibration-begin"),
    path("calibration/<int:pk>/", calibrating.show, name="calibration"),
    path("calibration/<int:pk>/compare/", calibrating.compare, name="calibration-compare"),
    path("team/", figures.team, name="quality-team"),
    path("people/<int:pk>/", figures.show, name="quality-person"),
    path("people/<int:pk>/figures.csv", figures.export, name="quality-person-export"),
    path("people/<int:pk>/coaching/new/", coaching.write, name="coaching-write"),
    path("coaching/<int:pk>/", coaching.show, name="coaching"),
    path("coaching/<int:pk>/done/", coaching.done, name="coaching-done"),
    path("coaching/<int:pk>/follow-up/", coaching.follow_up, name="coaching-follow-up"),
]
