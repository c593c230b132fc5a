"""How allauth behaves here: no sign-up, unused accounts are shut at the door, a fresh sign-in counts as proof."""

from __future__ import annotations

import time
from typing import Any, cast

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.stagekit import clear_login
from allauth.core import context
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from chungtay.accounts import unused
from chungtay.accounts.models import User


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth carries no types
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_login(self, request: HttpRequest, user: User, **hints: Any) -> HttpResponse | None:
        unused.disable_if_unused(user, timezone.now())
        return cast(HttpResponse | None, super().pre_login(request, user, **hints))

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        """Says why the account is shut: the password was right, so the person may know."""
        clear_login(request)
        return render(request, "account/account_inactive.html", {"reason": user.disabled_reason}, status=403)

    def is_reauthentication_required(self, *, app: str, **hints: Any) -> bool:
        """Not within minutes of the sign-in itself: who was just asked is not asked again to enrol."""
        request = context.request
        records = get_authentication_records(request, request.user)
        return not any(time.time() - record["at"] < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT for record in records)

    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        if isinstance(user, User):
            user.must_change_password = False
        super().set_password(user, password)
