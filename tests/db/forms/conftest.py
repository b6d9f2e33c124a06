"""What the tests of forms share: published forms, a folder for uploads, and a payment provider of our own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from civichub.forms.models import FormDraft, FormVersion
from civichub.forms.operations import publish_form_version, save_form_draft, start_draft
from civichub.forms.pay import fake
from civichub.forms.pay.fake import PayFake, running_pay
from tests.db.forms.samples import AT, PERMIT
from tests.factories.world import World


@pytest.fixture(autouse=True)
def _uploads_in_a_folder_of_their_own(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def permit(world: World) -> FormVersion:
    version, problems = save_form_draft(key="permit", text=PERMIT, organisation=None, actor=world.system, at=AT)
    assert not problems
    return publish_form_version(version=version, actor=world.system, at=AT)


@pytest.fixture
def begin(world: World, permit: FormVersion) -> Callable[..., FormDraft]:
    def start(**more: Any) -> FormDraft:
        return start_draft(form_version=permit, organisation=world.county, **{"actor": world.system, "at": AT, **more})

    return start


@pytest.fixture
def provider(settings: Any) -> Iterator[PayFake]:
    with running_pay() as running:
        settings.PAY_API_KEY, settings.PAY_BASE_URL = fake.API_KEY, running.url
        settings.PAY_SIGNING_SECRET = fake.SIGNING_SECRET
        yield running
