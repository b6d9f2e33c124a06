"""The addresses of disclosure at the desk."""

from __future__ import annotations

from django.urls import path

from civichub.web.staff.disclosure import asking, collecting, items, log, requests, reviewing

ONE = "<str:reference>/"
ITEM = f"{ONE}items/<int:number>/"

urlpatterns = [
    path("", requests.listing, name="disclosure-list"),
    path("asked/", asking.listing, name="disclosure-asked"),
    path("asked/<int:pk>/", asking.answer, name="disclosure-ask"),
    path("asked/<int:pk>/withdraw/", asking.withdraw, name="disclosure-ask-withdraw"),
    path(ONE, requests.show, name="disclosure"),
    path(f"{ONE}begin/", requests.begin, name="disclosure-begin"),
    path(f"{ONE}subject/", requests.subject, name="disclosure-subject"),
    path(f"{ONE}letter/", requests.letter, name="disclosure-letter"),
    path(f"{ONE}keep/", requests.keep, name="disclosure-keep"),
    path(f"{ONE}search/", collecting.search, name="disclosure-search"),
    path(f"{ONE}document/", collecting.document, name="disclosure-document"),
    path(f"{ONE}ask/", asking.ask, name="disclosure-ask-team"),
    path(ITEM, items.show, name="disclosure-item"),
    path(f"{ITEM}pages/<int:page>/", items.picture, name="disclosure-page"),
    path(f"{ITEM}file/", items.original, name="disclosure-original"),
    path(f"{ITEM}as-given/", items.as_given, name="disclosure-as-given"),
    path(f"{ITEM}mark/", items.mark, name="disclosure-mark"),
    path(f"{ITEM}marks/<int:pk>/remove/", items.unmark, name="disclosure-unmark"),
    path(f"{ITEM}decide/", items.decide, name="disclosure-decide"),
    path(f"{ITEM}apart/", items.apart, name="disclosure-apart"),
    path(f"{ONE}weigh/<slug:code>/", reviewing.weigh, name="disclosure-weigh"),
    path(f"{ONE}review/", reviewing.send, name="disclosure-review"),
    path(f"{ONE}back/", reviewing.back, name="disclosure-back"),
    path(f"{ONE}approve/", reviewing.approve, name="disclosure-approve"),
    path(f"{ONE}files/<int:number>/", reviewing.file, name="disclosure-file"),
    path(f"{ONE}answer/", reviewing.answer, name="disclosure-answer"),
    path(f"{ONE}log/", log.publish, name="disclosure-publish"),
    path(f"{ONE}log/withdraw/", log.withdraw, name="disclosure-withdraw"),
]
