"""Services, addresses and message templates, kept on the desk."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from civichub.cases.operations.assigning import assign_case
from civichub.catalogue.models import ImportBatch, Service
from civichub.catalogue.operations import set_provision
from civichub.core.errors import Invalid
from civichub.notifications.models import MessageTemplate
from civichub.places.models import Area, AreaImport
from civichub.places.operations import add_site
from tests.db.staff.test_case_pages import sign_in
from tests.factories.places import box
from tests.factories.world import NOON, World, make_case


@pytest.fixture
def manager(client: Client, world: World) -> Client:
    return sign_in(client, world, "manager")


@pytest.fixture
def admin(world: World) -> Client:
    return sign_in(Client(), world, "admin")


def test_services_are_listed_found_and_changed(
    manager: Client, world: World, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(12):
        assert "Pothole" in manager.get("/staff/services/").content.decode()
    assert "No service matches" in manager.get("/staff/services/?q=zeppelin&status=live").content.decode()
    answers = {"title": "Street cleaning", "service_class": "simple", "sensitivity": "ordinary",
               "audience": "everyone", "once_and_done": "no", "right_first_time": "yes",
               "aliases": "sweeping\nlitter"}  # fmt: skip
    page = manager.post("/staff/services/new/", answers, follow=True).content.decode()
    assert "sweeping, litter" in page
    service = Service.objects.get(title="Street cleaning")
    address = f"/staff/services/{service.pk}/"
    manager.post(f"{address}change/", {**answers, "title": "Street sweeping", "slug": service.slug})
    manager.post(f"{address}publish/")
    service.refresh_from_db()
    assert (service.title, service.status) == ("Street sweeping", "live")
    assert "Enter why" in manager.post(f"{address}retire/", {"reason": ""}).content.decode()


def test_a_service_gets_a_provider_and_a_channel_and_loses_them_again(manager: Client, world: World) -> None:
    address = f"/staff/services/{world.services['pothole'].pk}/"
    answers = {"organisation": world.county.pk, "level": "county", "team": world.teams["highways"].pk,
               "phone": "01632 960 111"}  # fmt: skip
    manager.post(f"{address}provide/", answers)
    manager.post(f"{address}channel/", {"channel": "phone", "reach": "4"})
    page = manager.get(address).content.decode()
    assert "Can be completed" in page
    cell = world.services["pothole"].channels.get()
    manager.post(f"{address}channel/{cell.pk}/clear/")
    held = world.services["pothole"].provisions.get()
    manager.post(f"{address}provide/{held.pk}/withdraw/")
    assert "Nobody provides it yet" in manager.get(address).content.decode()
    theirs = world.services["missed-bin"].provisions.get()
    missed = world.services["missed-bin"].pk
    assert manager.post(f"/staff/services/{missed}/provide/{theirs.pk}/withdraw/").status_code == 404


def test_a_file_of_services_is_tried_out_brought_in_and_undone(manager: Client, world: World) -> None:
    def send(text: str, dry_run: str) -> str:
        file = SimpleUploadedFile("services.csv", text.encode())
        answer = manager.post("/staff/services/files/new/", {"file": file, "dry_run": dry_run}, follow=True)
        return answer.content.decode()

    assert "nothing changed" in send("title\nAllotments\n", "yes")
    assert not Service.objects.filter(title="Allotments").exists()
    assert "To put right" in send("title,status\nAllotments,perhaps\n", "no")
    assert "Undo this import" in send("title\nAllotments\n", "no")
    assert Service.objects.filter(title="Allotments").exists()
    batch = ImportBatch.objects.get(state="applied")
    manager.post(f"/staff/services/files/{batch.pk}/undo/")
    assert not Service.objects.filter(title="Allotments").exists()
    assert "services.csv" in manager.get("/staff/services/files/").content.decode()


def test_places_say_what_is_wrong_with_a_file_and_find_no_address_in_an_empty_book(admin: Client, world: World) -> None:
    assert "No address matches" in admin.get("/staff/places/?q=12+High+Street").content.decode()
    file = SimpleUploadedFile("addresses.csv", b"colour,shape\nred,round\n")
    answers = {"organisation": world.county.pk, "file": file, "dry_run": "yes"}
    page = admin.post("/staff/places/import/", answers)
    assert page.status_code == 200
    assert "There is a problem" in page.content.decode()
    assert admin.post("/staff/places/imports/999/undo/").status_code == 404


def test_words_are_seen_filled_in_then_saved_and_taken_out_of_use(
    manager: Client, world: World, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(12):
        assert "We have the report" in manager.get("/staff/templates/").content.decode()
    address = "/staff/templates/case_received/email/"
    wrong = {"subject": "Thank you", "body": "Hello {{ nickname }}", "save": "yes"}
    assert "no placeholder nickname" in manager.post(address, wrong).content.decode()
    right = {"subject": "Thank you ({{ reference }})", "body": "We have it. It is {{ reference }}."}
    assert "It is 7KM-4PQ-XT9." in manager.post(address, {**right, "look": "yes"}).content.decode()
    assert not MessageTemplate.objects.exists()
    assert "Your own words" in manager.post(address, {**right, "save": "yes"}, follow=True).content.decode()
    text = MessageTemplate.objects.get()
    assert text.organisation == world.county
    manager.post(f"/staff/templates/{text.pk}/withdraw/")
    assert "Your own words" not in manager.get("/staff/templates/").content.decode()
    assert manager.get("/staff/templates/case_received/pigeon/").status_code == 404
    assert manager.get(f"/staff/templates/?organisation={world.highley.pk}").status_code == 404


@pytest.mark.parametrize("page", ["services", "places", "templates"])
def test_an_advisor_sets_nothing_up(client: Client, world: World, page: str) -> None:
    assert sign_in(client, world, "advisor").get(f"/staff/{page}/").status_code == 403


def test_hours_and_closures_are_set_in_the_browser(admin: Client, world: World) -> None:
    answers = {"tuesday": "9:00 to 12:30, 13:30-17:00", "bank_holidays": "open"}
    page = admin.post("/staff/organisation/hours/", answers, follow=True).content.decode()
    assert "Tuesday 09:00 to 12:30, 13:30 to 17:00" in page
    world.county.refresh_from_db()
    assert world.county.office_hours == {"tuesday": ["09:00-12:30", "13:30-17:00"], "bank_holidays": "open"}
    assert "09:00 to 12:30, 13:30 to 17:00" in admin.get("/staff/organisation/hours/").content.decode()
    assert "Enter hours like" in admin.post("/staff/organisation/hours/", {"monday": "nine"}).content.decode()
    overlap = {"monday": "9:00 to 11:00, 10:00 to 12:00", "bank_holidays": "closed"}
    assert "overlaps" in admin.post("/staff/organisation/hours/", overlap).content.decode()
    day = {"first_0": "24", "first_1": "12", "first_2": "2026"}
    shut = {"part": f"team-{world.teams['highways'].pk}", "reason": "Christmas Eve", **day}
    page = admin.post("/staff/organisation/closures/add/", shut, follow=True).content.decode()
    assert "Christmas Eve" in page
    assert "Highways" in page
    closure = world.county.closures.get()
    assert (closure.first, closure.last, closure.team) == (closure.last, closure.first, world.teams["highways"])
    gone = {"why": "They work after all"}
    page = admin.post(f"/staff/organisation/closures/{closure.pk}/withdraw/", gone, follow=True).content.decode()
    assert "They work after all" in page
    assert admin.get(f"/staff/organisation/closures/?organisation={world.lowton.pk}").status_code == 404


def test_hours_of_a_site_are_set_in_the_browser(admin: Client, world: World) -> None:
    sites = [
        add_site(organisation=home, slug=f"{home.slug}-library", name="Library", kind="library", actor=world.system,
                 at=NOON)
        for home in (world.county, world.lowton)
    ]  # fmt: skip
    answers = {"friday": "10:00 to 16:00", "bank_holidays": "closed", "hours_note": "Ring the bell"}
    page = admin.post(f"/staff/organisation/sites/{sites[0].pk}/hours/", answers, follow=True).content.decode()
    assert "Friday 10:00 to 16:00" in page
    assert "Ring the bell" in page
    assert admin.get(f"/staff/organisation/sites/{sites[1].pk}/hours/").status_code == 404


def test_areas_are_tried_out_brought_in_and_taken_back_in_the_browser(admin: Client, world: World) -> None:
    def send(shape: dict[str, Any], dry_run: str) -> str:
        feature = {"type": "Feature", "properties": {"code": "W1", "name": "Elm"}, "geometry": shape}
        text = json.dumps({"type": "FeatureCollection", "features": [feature]})
        answers = {
            "organisation": world.county.pk, "kind": "ward", "valid_from_0": "1", "valid_from_1": "5",
            "valid_from_2": "2025", "dry_run": dry_run, "file": SimpleUploadedFile("wards.geojson", text.encode()),
        }  # fmt: skip
        return admin.post("/staff/places/areas/import/", answers).content.decode()

    square = box(400_000, 250_000, 401_000, 251_000)
    assert "every area is right" in send(square, "yes")
    assert not Area.objects.exists()
    assert "Areas to put right" in send({"type": "Point", "coordinates": [400_000, 250_000]}, "no")
    assert "1 areas added" in send(square, "no")
    batch = AreaImport.objects.get()
    assert "wards.geojson" in admin.get("/staff/places/").content.decode()
    page = admin.post(f"/staff/places/areas/imports/{batch.pk}/undo/", follow=True).content.decode()
    assert "The import is undone" in page
    assert not Area.objects.exists()


def test_a_team_is_withdrawn_only_when_it_has_handed_everything_over(admin: Client, world: World) -> None:
    case, team = make_case(world), world.teams["highways"]
    address = f"/staff/organisation/team/{team.pk}/withdraw/"
    page = admin.post(address, {"why": "Joined with bridges"}).content.decode()
    assert "Highways holds 1 open case. Give them to another team first" in page
    assert "New requests go to it for Pothole. Name another team for them under Services." in page
    manager = world.fresh("manager")
    assign_case(case=case, team=world.teams["desk"], actor=manager, at=NOON)
    set_provision(
        service=world.services["pothole"], organisation=world.county, level="county", team=world.teams["desk"],
        actor=manager, at=NOON,
    )  # fmt: skip
    assert "The team is withdrawn" in admin.post(address, {"why": "Joined with bridges"}, follow=True).content.decode()
    team.refresh_from_db()
    assert not team.is_active
    assert admin.get(address).status_code == 404
    with pytest.raises(Invalid, match="has been withdrawn"):
        assign_case(case=case, team=team, actor=world.fresh("leader"), at=NOON)
    foreign = f"/staff/organisation/team/{world.teams['waste'].pk}/withdraw/"
    assert admin.get(foreign).status_code == 404


def test_a_body_sets_its_own_channels_by_site_and_its_own_promises(manager: Client, world: World) -> None:
    service = world.services["pothole"]
    held = service.provisions.get()
    site = add_site(
        organisation=world.county, slug="library", name="Library", kind="library", actor=world.system, at=NOON
    )
    cell = {"channel": "one_stop_shop", "reach": "2", "provision": held.pk, "site": site.pk, "hours_note": "Mornings"}
    page = manager.post(f"/staff/services/{service.pk}/channel/", cell, follow=True).content.decode()
    assert "Library" in page
    assert "Mornings" in page
    assert (service.channels.get().provision, service.channels.get().site) == (held, site)
    promise = {"provision": held.pk, "key": "repair", "text": "Mended in five days", "rule": "standard_email_5wd_eng"}
    page = manager.post(f"/staff/services/{service.pk}/promise/", promise, follow=True).content.decode()
    assert "Mended in five days" in page
    made = service.standards.get()
    assert made.clock == {"rule": "standard_email_5wd_eng"}
    end = f"/staff/services/{service.pk}/promise/{made.pk}/end/"
    assert "Enter why" in manager.post(end, {"reason": ""}).content.decode()
    page = manager.post(end, {"reason": "A new contract"}, follow=True).content.decode()
    assert "Nothing is promised yet" in page
    theirs = world.services["missed-bin"].pk
    assert manager.get(f"/staff/services/{theirs}/channel/").status_code == 403


def test_words_can_be_for_one_service_and_in_another_language(manager: Client, world: World) -> None:
    scope = f"?organisation={world.county.pk}&service=pothole&language=pl"
    address = f"/staff/templates/case_received/email/{scope}"
    assert "Pothole, Polish" in manager.get(address).content.decode()
    words = {"subject": "Dziękujemy ({{ reference }})", "body": "Mamy zgłoszenie {{ reference }}.", "save": "yes"}
    page = manager.post(address, words, follow=True).content.decode()
    assert "Your own words" in page
    text = MessageTemplate.objects.get()
    assert (text.service_slug, text.language) == ("pothole", "pl")
    assert "Your own words" not in manager.get("/staff/templates/").content.decode()
    page = manager.post(f"/staff/templates/{text.pk}/withdraw/", follow=True).content.decode()
    assert "Pothole, Polish" in page
    for wrong in ("service=none", "language=xx", "service=%00"):
        assert manager.get(f"/staff/templates/?{wrong}").status_code == 404


def test_a_team_chooses_its_mailbox_and_the_hours_of_its_summary(admin: Client, world: World) -> None:
    team = world.teams["highways"]
    address = f"/staff/organisation/team/{team.pk}/"
    answers = {"name": "Roads", "email": "roads@county.example", "digest_hours": ["8", "13"]}
    assert "Roads" in admin.post(address, answers, follow=True).content.decode()
    team.refresh_from_db()
    assert (team.name, team.email, team.digest_hours) == ("Roads", "roads@county.example", [8, 13])
    page = admin.post(address, {**answers, "email": ""}).content.decode()
    assert "Enter the address to which the summary goes" in page
    assert admin.get(f"/staff/organisation/team/{world.teams['waste'].pk}/").status_code == 404
