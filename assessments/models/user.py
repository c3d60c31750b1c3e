from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from assessments.notices import Mail
from assessments.roles import SECRETARIAT_ROLES, Role


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        if not email:
            raise ValueError("an account needs an e-mail address")
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """The first administrator: `manage.py createsuperuser` makes a member of the secretariat."""
        from assessments.models.membership import Membership

        user = self.create_user(email, password, **fields)
        Membership.objects.create(user=user, role=Role.ADMINISTRATOR)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in by e-mail. What they may do stands in their memberships, nowhere here."""

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=150)
    organisation = models.CharField(_("organisation"), max_length=200, blank=True)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES, default="en")
    is_active = models.BooleanField(_("can sign in"), default=True)
    #: How soon notices come by mail, and the kinds that never do. The account's own letters always come.
    mail = models.CharField(
        max_length=10, choices=[(choice.value, choice.value) for choice in Mail], default=Mail.AT_ONCE, editable=False
    )
    mail_off = models.JSONField(default=list, blank=True, editable=False)
    digest_on = models.DateField(null=True, editable=False, help_text="the day of the last digest")
    #: When this person asked for a new password, while its letter waits for the mail server; empty: none waits.
    reset_unsent_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    #: When this person put the first-visit guide away; empty: it is shown.
    guide_hidden_at = models.DateTimeField(null=True, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        ordering = ("email",)
        constraints = (models.UniqueConstraint(Lower("email"), name="user_email_once_whatever_case"),)

    def __str__(self) -> str:
        return self.name or self.email

    def set_password(self, raw_password: str | None) -> None:
        super().set_password(raw_password)
        self.reset_unsent_at = None  # whoever has a new password needs no letter for one

    def get_full_name(self) -> str:
        return self.name

    @cached_property
    def current_memberships(self) -> list[Any]:
        """Read once a request: every permission check asks for them. With the unread notices of each one's country,
        which every page counts, so that they cost no query of their own."""
        from assessments.models.notice import unread

        memberships = self.memberships.filter(ended_at=None).annotate(unread=unread())
        return list(memberships.select_related("country").order_by("pk"))

    @property
    def unread(self) -> int:
        """How many notices are unread: one's own, of countries that are still one's own."""
        counts = {membership.country_id: membership.unread or 0 for membership in self.current_memberships}
        return int(counts[None] if None in counts else sum(counts.values()))

    @property
    def roles(self) -> set[Role]:
        return {Role(membership.role) for membership in self.current_memberships}

    @property
    def own_countries(self) -> list[int]:
        """The countries whose pages this person opens. Who was asked for a second view opens none of them."""
        return [m.country_id for m in self.current_memberships if m.country_id and m.role != Role.READER]

    @property
    def reads_for(self) -> list[int]:
        """The countries that may ask this person for a second view."""
        return [m.country_id for m in self.current_memberships if m.role == Role.READER]

    @property
    def is_secretariat(self) -> bool:
        return any(role in SECRETARIAT_ROLES for role in self.roles)

    @property
    def is_administrator(self) -> bool:
        return Role.ADMINISTRATOR in self.roles

    # The Django admin asks these; the answer is the one table, not flags of a second mechanism.
    @property
    def is_staff(self) -> bool:
        return self.is_active and self.is_administrator

    def has_perm(self, perm: str, obj: object = None) -> bool:
        return self.is_staff

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_staff
