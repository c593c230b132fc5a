"""How allauth behaves here: no sign-up, unused accounts are shut at the door, a fresh sign-in counts as proof."""

from __future__ import annotations

from typing import Any, cast

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.stagekit import clear_login
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from chungtay.accounts import gates, unused
from chungtay.accounts.models import Post, User
from chungtay.accounts.sealing import seal, unseal
from chungtay.accounts.sudo import recently_proved


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth carries no types
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": (
            "Tên đăng nhập hoặc mật khẩu chưa đúng. Sai 5 lần thì tài khoản tạm khóa 15 phút."
        ),
        "too_many_login_attempts": "Đã thử quá nhiều lần từ máy này. Hãy đợi một phút rồi thử lại.",
        "enter_current_password": "Mật khẩu đang dùng chưa đúng.",
        "incorrect_password": "Mật khẩu chưa đúng.",
        "incorrect_code": "Mã chưa đúng.",
        "rate_limited": "Đã gửi quá nhiều lần. Hãy đợi một phút rồi thử lại.",
    }

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
        return not recently_proved(context.request)

    def get_reauthentication_methods(self, user: AbstractBaseUser) -> list[dict[str, Any]]:
        """In our words: the password, or the second factor."""
        words = {"reauthenticate": "Dùng mật khẩu", "mfa_reauthenticate": "Dùng mã xác thực"}
        methods = cast(list[dict[str, Any]], super().get_reauthentication_methods(user))
        return [{**method, "description": words.get(method["id"], method["description"])} for method in methods]

    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        if isinstance(user, User):
            user.must_change_password = False
        super().set_password(user, password)


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """The secret of the authenticator is never in the database in the clear: a stolen copy makes no codes."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "Mã chưa đúng. Hãy xem lại đồng hồ của điện thoại rồi nhập mã mới nhất.",
        "cannot_delete_authenticator": "Vai trò của anh/chị cần mã xác thực nên không tắt được.",
        "cannot_generate_recovery_codes": "Hãy bật ứng dụng xác thực trước, rồi tạo mã dự phòng.",
    }

    def get_totp_label(self, user: AbstractBaseUser) -> str:
        return user.get_username()

    def encrypt(self, text: str) -> str:
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return str(unseal(encrypted_text) or "")

    def can_delete_authenticator(self, authenticator: Any) -> bool:
        """Not while a role of today asks for it."""
        roles = Post.objects.on(timezone.localdate()).filter(user=authenticator.user_id).values_list("role", flat=True)
        return not any(gates.second_factor_needed(role) for role in roles.order_by("role"))
