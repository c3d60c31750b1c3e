"""What a form carries so that nothing typed into it is lost: whose it is, where it stood, and its number.

The choice of language stands in the head of the page and, without a script, can only send the form to which its buttons
belong. So the body of a page is made first (`headed`), and its main form, the one with the most words to lose, is known
when the head is made.
"""

import secrets
from typing import Any

from django import template
from django.template.base import FilterExpression, Node, NodeList, Parser, Token
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()
#: In the context: ids of forms to which the choice of language may belong.
FORMS = "typed_forms"


@register.simple_tag(takes_context=True)
def typed(context: Any, main: str = "", on: str = "") -> SafeString:
    """The hidden fields of a form. `main` is its id, if it is the main form of its page; `on` the page to come back to,
    if that is not the one of the request."""
    request = context["request"]
    if main:
        context.get(FORMS, []).append(main)
    whose = request.user.pk
    return format_html(
        '{}<input type="hidden" name="typed_on" value="{}">{}',
        format_html('<input type="hidden" name="typed_by" value="{}">', whose) if whose else "",
        on or request.path,
        once(),
    )


@register.simple_tag
def once() -> SafeString:
    """The number of a form, see `sending.py`. A browser must not put an old one back into a new page."""
    return format_html('<input type="hidden" name="once" value="{}" autocomplete="off">', secrets.token_urlsafe(9))


class Headed(Node):
    """Renders what stands below before what stands above."""

    child_nodelists = ("nodelist",)

    def __init__(self, head: FilterExpression, nodelist: NodeList) -> None:
        self.head, self.nodelist = head, nodelist

    def render(self, context: Any) -> SafeString:
        forms: list[str] = []
        with context.push(**{FORMS: forms}):
            body = self.nodelist.render(context)
        page = context.template.engine.get_template(self.head.resolve(context))
        with context.push(main_form=forms[0] if forms else ""):
            return mark_safe(page.render(context) + body)


@register.tag
def headed(parser: Parser, token: Token) -> Headed:
    """{% headed "the head's template" %} body {% endheaded %}"""
    _name, head = token.split_contents()
    nodelist = parser.parse(("endheaded",))
    parser.delete_first_token()
    return Headed(parser.compile_filter(head), nodelist)
