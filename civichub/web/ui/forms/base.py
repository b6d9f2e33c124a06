"""The form of every screen: plain Django, plus questions that count only when the answer revealing them is chosen."""

from typing import Any

from django import forms

from civichub.web.ui.forms.renderer import HubBoundField


class HubForm(forms.Form):
    """A form whose hidden questions ask nothing.

    A field that a radio button or checkbox reveals is required (if declared so) only while that answer is chosen;
    otherwise whatever was posted for it is thrown away. So the page works without JavaScript, which shows every field.
    """

    def _clean_fields(self) -> None:
        super()._clean_fields()
        for name in self.unasked_names():
            self._errors.pop(name, None)
            self.cleaned_data[name] = self.fields[name].to_python(None)

    def asked_fields(self) -> list[HubBoundField]:
        """The visible fields of the page in order, without those that an option reveals."""
        revealed = self.revealed_names()
        return [field for field in self.visible_fields() if field.name not in revealed]

    def revealed_names(self) -> set[str]:
        """Names of all fields that some option reveals."""
        return {name for _, _, names in self._reveals() for name in names}

    def unasked_names(self) -> set[str]:
        """Names of revealed fields whose option is not chosen in what was posted."""
        asked: set[str] = set()
        for field_name, value, names in self._reveals():
            posted = self[field_name].data
            chosen = posted if isinstance(posted, list | tuple) else [posted]
            if value in [str(item) for item in chosen if item is not None]:
                asked.update(names)
        return self.revealed_names() - asked

    def _reveals(self) -> list[tuple[str, str, Any]]:
        return [
            (name, str(value), names)
            for name, field in self.fields.items()
            for value, names in getattr(field.widget, "reveals", {}).items()
        ]
