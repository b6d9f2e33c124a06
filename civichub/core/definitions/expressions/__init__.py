"""The small language of conditions: ``answers.where == "road" and answers.depth > 40``.

Comparisons (``== != < <= > >= in``, ``not in``), ``and or not``, ``+ - *``, lists, texts in quotes, numbers, amounts
such as ``£10.50`` (held in pence), ``true false nothing today``, and a handful of functions. Nothing is ever
given to Python to run. A name without an answer is *nothing*: it equals only nothing, and no order comparison
with it holds.
"""

from civichub.core.definitions.expressions.checking import Kind, NameType, check
from civichub.core.definitions.expressions.evaluation import evaluate, holds
from civichub.core.definitions.expressions.syntax import Expression, ExpressionError, parse

__all__ = ["Expression", "ExpressionError", "Kind", "NameType", "check", "evaluate", "holds", "parse"]
