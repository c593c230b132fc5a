"""People, agencies with dated names, posts and delegation."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from django.contrib.auth.models import AbstractUser, UserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.crypto import salted_hmac

from chungtay.foundation.vietnamese import fold, name_key
from chungtay.territory.models import Unit


class User(AbstractUser):
    """A person who signs in. `first_name`/`last_name` are not used: Vietnamese names are one field."""

    full_name = models.CharField("Họ và tên", max_length=120)
    order_key = models.CharField(max_length=240, editable=False, default="")
    folded = models.CharField(max_length=120, editable=False, default="")
    phone = models.CharField("Điện thoại", max_length=20, blank=True)
    must_change_password = models.BooleanField(default=False)
    disabled_reason = models.CharField(max_length=200, blank=True)
    last_seen_at = models.DateTimeField(null=True, blank=True)
    enabled_at = models.DateTimeField(null=True, blank=True)  # the day count of unused accounts begins anew here
    session_epoch = models.PositiveIntegerField(default=0, editable=False)

    objects: ClassVar[UserManager[User]] = UserManager()  # type: ignore[assignment]  # the stubs say Self

    class Meta:
        ordering = ["order_key"]

    def save(self, *args: object, **kwargs: object) -> None:
        self.order_key = name_key(self.full_name or self.username)
        self.folded = fold(self.full_name)
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Changing the password or raising `session_epoch` ends every session of this person."""
        value = f"{self.password}:{self.session_epoch}"
        return salted_hmac("chungtay.accounts.User.session", value, secret=secret, algorithm="sha256").hexdigest()

    def __str__(self) -> str:
        return self.full_name or self.username

    def get_full_name(self) -> str:
        return str(self)


class AgencyQuerySet(models.QuerySet["Agency"]):
    def on(self, day: dt.date) -> AgencyQuerySet:
        return self.filter(Q(valid_to=None) | Q(valid_to__gt=day), valid_from__lte=day)


class Agency(models.Model):
    """A body that gives or does work. `kind` and `sector` are codes of law/codelists/agencies.yaml."""

    kind = models.CharField(max_length=30)  # committee, department, police, health_station, union, party, …
    sector = models.CharField(max_length=30, blank=True)  # child_work, health, education, police, justice, …
    name = models.CharField(max_length=300)  # as called now, or at its end
    folded = models.CharField(max_length=300)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="agencies", null=True)
    unit_path = models.CharField(max_length=40, blank=True, db_collation="C")
    level = models.CharField(max_length=10)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="offices")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    objects = AgencyQuerySet.as_manager()

    class Meta:
        ordering = ["unit_path", "kind", "name"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "kind", "sector", "folded", "valid_from"], name="agency_once")
        ]
        indexes = [
            models.Index(fields=["folded"], name="agency_folded", opclasses=["varchar_pattern_ops"]),
            models.Index(fields=["unit_path", "kind"], name="agency_path"),
        ]

    def __str__(self) -> str:
        return self.name


class AgencyName(models.Model):
    """What the agency was called from a day on (Sở LĐ-TB&XH until 28/02/2025, Sở Y tế after for child work)."""

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="names")
    name = models.CharField(max_length=300)
    folded = models.CharField(max_length=300)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["agency", "valid_from"]
        constraints = [models.UniqueConstraint(fields=["agency", "valid_from", "folded"], name="agency_name_key")]

    def __str__(self) -> str:
        return self.name


class AgencySuccession(models.Model):
    """Who took over whose work in which sector, on a day."""

    predecessor = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="successions")
    successor = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="precessions")
    effective_on = models.DateField()
    legal_basis = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["effective_on", "id"]
        constraints = [models.UniqueConstraint(fields=["predecessor", "successor"], name="agency_succession_once")]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"


def _dates(valid_from: str, valid_to: str, bounds: str = "[)") -> Func:
    return Func(F(valid_from), F(valid_to), Value(bounds), function="daterange")


def _same(field: str) -> Func:
    """A value as a one-point range: equality inside an exclusion constraint without any extension."""
    return Func(F(field), F(field), Value("[]"), function="int8range")


class PostQuerySet(models.QuerySet["Post"]):
    def on(self, day: dt.date) -> PostQuerySet:
        return self.filter(Q(valid_to=None) | Q(valid_to__gt=day), valid_from__lte=day)


class Post(models.Model):
    """A person in a role at an agency for a territory, between dates. Ended, never deleted."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="posts")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="posts")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="posts")
    role = models.CharField(max_length=40)
    title = models.CharField("Chức danh", max_length=120)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        ordering = ["user", "-valid_from"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="post_dates_in_order"
            ),
            ExclusionConstraint(
                name="post_once_at_a_time",
                expressions=[
                    (_same("user"), RangeOperators.OVERLAPS),
                    (_same("agency"), RangeOperators.OVERLAPS),
                    (
                        Func(
                            Func(F("role"), function="hashtext"),
                            Func(F("role"), function="hashtext"),
                            Value("[]"),
                            function="int4range",
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                    (_dates("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                ],
            ),
        ]
        indexes = [models.Index(fields=["agency", "role"], name="post_agency")]

    def __str__(self) -> str:
        return f"{self.title}, {self.agency}"


class Delegation(models.Model):
    """Ủy quyền: the holder of `post` lets `to_user` act in it between two days (the last day included)."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="delegations")
    to_user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="received_delegations")
    first_day = models.DateField()
    last_day = models.DateField()
    reason = models.CharField(max_length=300)
    document_number = models.CharField(max_length=60, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-first_day", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="delegation_dates_in_order"),
            ExclusionConstraint(
                name="delegation_once_at_a_time",
                expressions=[
                    (_same("post"), RangeOperators.OVERLAPS),
                    (_same("to_user"), RangeOperators.OVERLAPS),
                    (_dates("first_day", "last_day", "[]"), RangeOperators.OVERLAPS),
                ],
                condition=Q(revoked_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.post} → {self.to_user}"


class RoleSetting(models.Model):
    """What an administrator sets for a role: whether the second factor is asked of it."""

    role = models.CharField(max_length=40, primary_key=True)
    second_factor = models.BooleanField()

    def __str__(self) -> str:
        return self.role
