"""A request behind the sign-in door: its user is a person of ours, its language is decided."""

from typing import TYPE_CHECKING

from django.http import HttpRequest

if TYPE_CHECKING:
    from assessments.models import User

    class SignedInRequest(HttpRequest):
        user: User
        LANGUAGE_CODE: str
else:
    SignedInRequest = HttpRequest
