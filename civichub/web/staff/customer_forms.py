"""What the desk asks about a customer."""

from __future__ import annotations

from civichub.web.ui.forms import HubForm, TextField


class MergeForm(HubForm):
    """Two records of one person."""

    other = TextField(
        label="Reference of the other record", hint="It becomes part of this one.", missing="Enter the reference"
    )
    reason = TextField(label="How do you know that they are one person?", missing="Enter how you know")
