from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AssessmentsConfig(AppConfig):
    name = "assessments"
    verbose_name = _("Self-assessment")

    def ready(self) -> None:
        # The system checks register themselves, and the signals of sign-in find their receivers.
        from assessments import accounts, checks, sessions  # noqa: F401
