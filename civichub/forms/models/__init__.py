"""Tables of this context."""

from civichub.forms.models.drafts import DraftFile, EqualityReturn, FormDraft
from civichub.forms.models.payments import Payment, PaymentNotice
from civichub.forms.models.versions import FormVersion

__all__ = ["DraftFile", "EqualityReturn", "FormDraft", "FormVersion", "Payment", "PaymentNotice"]
