"""What a person must do before anything else: a password of his own, and the second factor his role asks for."""

from __future__ import annotations

from collections.abc import Iterable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from chungtay.accounts.actors import Choice
from chungtay.accounts.models import RoleSetting, User

_SETTINGS = "accounts:second_factor"
ENROLLED = "second_factor_enrolled"


def first_step(request: HttpRequest, user: User, choices: list[Choice]) -> HttpResponse | None:
    """Where to lead the person first; None when the way is free."""
    if request.path.startswith(settings.STATIC_URL) or request.path in _always_open():
        return None
    if user.must_change_password:
        page = reverse("account_change_password")
        return None if request.path == page else redirect(page)
    if second_factor_missing(request, user, [choice.post.role for choice in choices]):
        pages = {reverse("mfa_activate_totp"), reverse("accounts:second_factor_needed")}
        return None if request.path in pages else redirect("accounts:second_factor_needed")
    return None


def _always_open() -> set[str]:
    names = ("account_logout", "account_reauthenticate", "mfa_reauthenticate", "accounts:locked")
    return {"/healthz", *(reverse(name) for name in names)}


def second_factor_missing(request: HttpRequest, user: User, roles: Iterable[str]) -> bool:
    if not any(second_factor_needed(role) for role in roles) or request.session.get(ENROLLED) == user.pk:
        return False
    if is_mfa_enabled(user):
        request.session[ENROLLED] = user.pk
        return False
    return True


def second_factor_needed(role: str) -> bool:
    """As the administrator set it for the role, else as the settings say."""
    chosen: dict[str, bool] | None = cache.get(_SETTINGS)
    if chosen is None:
        chosen = dict(RoleSetting.objects.values_list("role", "second_factor").order_by("role"))
        cache.set(_SETTINGS, chosen, 30)
    return chosen.get(role, settings.SECOND_FACTOR_DEFAULT)


def forget_settings() -> None:
    cache.delete(_SETTINGS)
