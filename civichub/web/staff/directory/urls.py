"""The desk's addresses of the community directory."""

from __future__ import annotations

from django.urls import path

from civichub.web.staff.directory import editing, imports, on_case, records, set_up, volunteers, waiting

urlpatterns = [
    path("directory/", records.listing, name="directory-list"),
    path("directory/new/", editing.add, name="directory-add"),
    path("directory/due/", records.due, name="directory-due"),
    path("directory/rules/<int:pk>/", set_up.rules, name="directory-rules"),
    path("directory/kinds/", set_up.kinds, name="directory-kinds"),
    path("directory/kinds/new/", set_up.kind, name="directory-kind-add"),
    path("directory/kinds/<int:pk>/", set_up.kind, name="directory-kind"),
    path("directory/suggestions/", waiting.listing, name="directory-waiting"),
    path("directory/suggestions/<int:pk>/accept/", waiting.accept, name="directory-accept"),
    path("directory/suggestions/<int:pk>/leave/", waiting.reject, name="directory-reject"),
    path("directory/imports/", imports.listing, name="directory-imports"),
    path("directory/imports/new/", imports.bring_in, name="directory-import-new"),
    path("directory/imports/<int:pk>/", imports.show, name="directory-import"),
    path("directory/imports/<int:pk>/rows/<int:row>/", imports.decide, name="directory-import-decide"),
    path("directory/imports/<int:pk>/<slug:step>/", imports.settle, name="directory-import-settle"),
    path("directory/records/<int:pk>/", records.show, name="directory-record"),
    path("directory/records/<int:pk>/change/", editing.edit, name="directory-edit"),
    path("directory/records/<int:pk>/places/", editing.add_place, name="directory-add-place"),
    path("directory/records/<int:pk>/times/", editing.add_times, name="directory-add-times"),
    path("directory/records/<int:pk>/take-out/", editing.remove_part, name="directory-remove-part"),
    path("directory/records/<int:pk>/assure/", records.assure, name="directory-assure"),
    path("directory/records/<int:pk>/provider/", records.provider_email, name="directory-provider"),
    path("directory/records/<int:pk>/undo/<int:change>/", records.undo, name="directory-undo"),
    path("directory/records/<int:pk>/<slug:step>/", records.act, name="directory-act"),
    path("volunteers/", volunteers.listing, name="volunteers"),
    path("volunteers/new/", volunteers.add, name="volunteer-add"),
    path("volunteers/<int:pk>/", volunteers.show, name="volunteer"),
    path("volunteers/<int:pk>/change/", volunteers.edit, name="volunteer-edit"),
    path("volunteers/<int:pk>/check/", volunteers.check, name="volunteer-check"),
    path("cases/<str:reference>/help/", on_case.show, name="case-help"),
    path("cases/<str:reference>/help/ask/", on_case.offer, name="case-help-ask"),
    path("cases/<str:reference>/help/<int:pk>/<slug:step>/", on_case.settle, name="case-help-settle"),
]
