"""The clinic's own row and its staff."""

from datetime import datetime, time
from typing import Any, ClassVar
from zoneinfo import ZoneInfo, available_timezones

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from smpclinic.accounts.roles import ROLES, Permission, Role


def is_zone(name: str) -> None:
    """Raise ValidationError unless the IANA database knows the zone."""
    if name not in available_timezones():
        raise ValidationError(_("Choose a time zone from the list, like Europe/London."))


class Clinic(models.Model):
    """The clinic as patients know it; quiet hours hold messages until morning, in the clinic's own zone."""

    name = models.CharField(_("name"), max_length=80)
    address = models.TextField(_("address"), max_length=300, blank=True)
    phone = models.CharField(_("phone"), max_length=32)
    email = models.EmailField(_("email"), blank=True)
    zone = models.CharField(_("time zone"), max_length=64, default="UTC", validators=[is_zone])
    country = models.CharField(_("country"), max_length=2, default="GB", validators=[RegexValidator("^[A-Z]{2}$")])
    currency = models.CharField(_("currency"), max_length=3, default="USD", validators=[RegexValidator("^[A-Z]{3}$")])
    quiet_from = models.TimeField(_("quiet from"), default=time(20, 0))
    quiet_until = models.TimeField(_("quiet until"), default=time(9, 0))
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return self.name

    @property
    def tz(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    def local(self, at: datetime) -> datetime:
        """The moment on the clinic's wall clock."""
        return at.astimezone(self.tz)


class StaffManager(BaseUserManager["User"]):
    """Finds staff by e-mail without regard to case, and brings their clinic along."""

    def get_queryset(self) -> models.QuerySet["User"]:
        return super().get_queryset().select_related("clinic")

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username or "")


class User(AbstractBaseUser):
    """A member of staff; signs in with the e-mail address."""

    Role = Role

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="staff")
    email = models.EmailField(_("email"), max_length=254)
    name = models.CharField(_("name"), max_length=80)
    role = models.CharField(_("role"), max_length=16, choices=Role)
    is_active = models.BooleanField(_("may sign in"), default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[StaffManager] = StaffManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name", "role"]

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(Lower("email"), name="one_account_an_email"),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="a_user_has_a_known_role"),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.pk}"

    @property
    def permissions(self) -> frozenset[Permission]:
        return ROLES[Role(self.role)] if self.is_active else frozenset()

    def may(self, permission: Permission) -> bool:
        """Whether this person's role allows it."""
        return permission in self.permissions

    @property
    def is_doctor(self) -> bool:
        return self.role == Role.DOCTOR

    @property
    def is_staff(self) -> bool:
        """Nobody enters Django's own admin site; it is not installed."""
        return False

    @property
    def sees_health(self) -> bool:
        return self.may(Permission.SEE_HEALTH)

    @property
    def edits_clinic(self) -> bool:
        return self.may(Permission.EDIT_CLINIC)
