"""The only writers of this context."""

from civichub.forms.operations.drafts import (
    abandon_draft,
    finish_draft,
    record_equality_answers,
    request_draft_link,
    save_page,
    start_draft,
)
from civichub.forms.operations.files import attach_file, remove_file
from civichub.forms.operations.payments import (
    create_payment,
    handle_webhook,
    record_payment_refunded,
    record_payment_result,
    record_payment_started,
)
from civichub.forms.operations.upkeep import expire_drafts
from civichub.forms.operations.versions import (
    copy_form_version,
    load_library,
    publish_form_version,
    save_form_draft,
    withdraw_form_version,
)

__all__ = [
    "abandon_draft",
    "attach_file",
    "copy_form_version",
    "create_payment",
    "expire_drafts",
    "finish_draft",
    "handle_webhook",
    "load_library",
    "publish_form_version",
    "record_equality_answers",
    "record_payment_refunded",
    "record_payment_result",
    "record_payment_started",
    "remove_file",
    "request_draft_link",
    "save_form_draft",
    "save_page",
    "start_draft",
    "withdraw_form_version",
]
