"""Form controls in GOV.UK Design System markup: one renderer for every form, and fields with the right defaults.

`FORM_RENDERER` names `HubRenderer`, so a plain Django form already renders accessibly; `HubForm` adds conditional
questions, and the fields below add autocomplete, input modes and error messages in sentences.
"""

from civichub.web.ui.forms.base import HubForm
from civichub.web.ui.forms.fields import (
    AddressField,
    DateField,
    EmailField,
    LongTextField,
    ManyChoicesField,
    MoneyField,
    NumberField,
    OneChoiceField,
    PhoneField,
    PostcodeField,
    TextField,
    UploadField,
    YesNoField,
)
from civichub.web.ui.forms.map_point import MapPoint, MapPointField, parse_grid_reference
from civichub.web.ui.forms.renderer import HubBoundField, HubRenderer
from civichub.web.ui.forms.widgets import (
    Checkboxes,
    DateParts,
    FileUpload,
    LongText,
    Radios,
    SelectBox,
    TextBox,
)

__all__ = [
    "AddressField",
    "Checkboxes",
    "DateField",
    "DateParts",
    "EmailField",
    "FileUpload",
    "HubBoundField",
    "HubForm",
    "HubRenderer",
    "LongText",
    "LongTextField",
    "ManyChoicesField",
    "MapPoint",
    "MapPointField",
    "MoneyField",
    "NumberField",
    "OneChoiceField",
    "PhoneField",
    "PostcodeField",
    "Radios",
    "SelectBox",
    "TextBox",
    "TextField",
    "UploadField",
    "YesNoField",
    "parse_grid_reference",
]
