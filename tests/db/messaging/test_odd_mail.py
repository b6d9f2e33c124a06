"""Broken mail is never lost: it is somebody's contact, or work for a person with its original beside it."""

from __future__ import annotations

from datetime import timedelta

from django.core.files.storage import default_storage

from civichub.messaging.models import Mailbox, RawMail
from tests.factories.mail import arrive, make_mailbox
from tests.factories.odd_mail import odd_mail
from tests.factories.world import NOON, World


def none_is_lost(world: World, box: Mailbox, seeds: range) -> None:
    """Take each in; at the end every one is filed, and can be downloaded as it came."""
    for seed in seeds:
        content = odd_mail(seed)
        message = arrive(box, content, world=world, at=NOON + timedelta(minutes=seed))
        conversation = message.conversation
        assert conversation.contact is not None or message.kind == "machine", seed
        with default_storage.open(message.original.path, "rb") as kept:
            assert kept.read() == content, seed
    assert not RawMail.objects.filter(filed_at=None).exists()


def test_sixty_broken_messages_are_each_filed(world: World) -> None:
    none_is_lost(world, make_mailbox(world), range(60))
