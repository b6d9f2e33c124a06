"""The one template library of the kit, and how a component that wraps content is declared."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django import template
from django.template import Context
from django.utils.safestring import SafeString

register = template.Library()

Declares = Callable[[Callable[..., dict[str, Any]]], Callable[..., Any]]


def component(template_name: str) -> Declares:
    """Declare `{% name ... %}`: the function returns what the template shows."""
    return register.inclusion_tag(template_name)


def page_component(template_name: str) -> Declares:
    """Like `component`, for those that read the page's context, such as the request; it is the first argument."""
    return register.inclusion_tag(template_name, takes_context=True)


def block_component(template_name: str) -> Declares:
    """Declare `{% name ... %}content{% end_name %}`; the function gets the page's context and the rendered content.

    It returns the template's other values; `content` is added to them, escaped already by what rendered it.
    """

    def declare(function: Callable[..., dict[str, Any]]) -> Callable[..., SafeString]:
        @wraps(function)
        def tag(context: Context, content: SafeString, *args: Any, **kwargs: Any) -> SafeString:
            values = {**function(context, content, *args, **kwargs), "content": content}
            return context.template.engine.get_template(template_name).render(context.new(values))

        return register.simple_block_tag(tag, takes_context=True, end_name=f"end_{function.__name__}")

    return declare
