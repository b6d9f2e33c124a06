"""Lines that are dialled, telephones on desks, calls with all that happened in them, and what was recorded."""

from civichub.telephony.models.calls import Call, CallFact, CallOrder, Leg, LegRole, OrderKind
from civichub.telephony.models.interpreters import Interpreter, InterpreterKind
from civichub.telephony.models.lines import Handset, Language, Line, Recorded, Relay
from civichub.telephony.models.recordings import Recording, RecordingKind
from civichub.telephony.models.sentences import RecordedSentence
from civichub.telephony.models.surveys import SurveyShare

__all__ = [
    "Call",
    "CallFact",
    "CallOrder",
    "Handset",
    "Interpreter",
    "InterpreterKind",
    "Language",
    "Leg",
    "LegRole",
    "Line",
    "OrderKind",
    "Recorded",
    "RecordedSentence",
    "Recording",
    "RecordingKind",
    "Relay",
    "SurveyShare",
]
