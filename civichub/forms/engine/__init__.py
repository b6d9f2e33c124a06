"""Running a form: pure functions over a `Form` and answers. Nothing here knows of a browser or a database."""

from civichub.forms.engine.cleaning import AttachedFile, pounds
from civichub.forms.engine.html_names import field_names, fields_from_answers, raw_from_fields
from civichub.forms.engine.money import amount_due_now_pence, amount_due_pence
from civichub.forms.engine.paths import Step, Walk, asked, is_met, kept_answers, next_page, path, previous_page, walk
from civichub.forms.engine.summary import SummaryRow, answer_lines, case_title, facts, is_urgent, summary_rows
from civichub.forms.engine.validation import FieldError, Validated, clean_answer, validate_all, validate_page
from civichub.forms.engine.variants import for_organisation
from civichub.forms.engine.workings import Worked, worked_out

__all__ = [
    "AttachedFile",
    "FieldError",
    "Step",
    "SummaryRow",
    "Validated",
    "Walk",
    "Worked",
    "amount_due_now_pence",
    "amount_due_pence",
    "answer_lines",
    "asked",
    "case_title",
    "clean_answer",
    "facts",
    "field_names",
    "fields_from_answers",
    "for_organisation",
    "is_met",
    "is_urgent",
    "kept_answers",
    "next_page",
    "path",
    "pounds",
    "previous_page",
    "raw_from_fields",
    "summary_rows",
    "validate_all",
    "validate_page",
    "walk",
    "worked_out",
]
