"""The forms of sign-in in our words. Validation is allauth's; here are labels and help only."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from django import forms


def _say(form: forms.BaseForm, name: str, label: str, help_text: str = "") -> None:
    field = form.fields[name]
    field.label = label
    field.help_text = help_text
    field.widget.attrs.pop("placeholder", None)


class LoginForm(account.LoginForm):  # type: ignore[misc]  # allauth carries no types
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, "login", "Tên đăng nhập")
        _say(self, "password", "Mật khẩu")
        self.fields["login"].widget.attrs |= {"autocapitalize": "none", "spellcheck": "false"}


class ChangePasswordForm(account.ChangePasswordForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, "oldpassword", "Mật khẩu đang dùng")
        _say(self, "password1", "Mật khẩu mới", "Ít nhất 10 ký tự, không chỉ gồm chữ số, không giống tên của anh/chị.")
        _say(self, "password2", "Mật khẩu mới, nhập lại")

    def clean(self) -> Any:
        """The new one must be new: a one-time password is not kept by typing it twice."""
        cleaned = super().clean()
        old, new = self.cleaned_data.get("oldpassword"), self.cleaned_data.get("password1")
        if old and new and old == new:
            self.add_error("password1", "Mật khẩu mới phải khác mật khẩu đang dùng.")
        return cleaned


class ReauthenticateForm(account.ReauthenticateForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, "password", "Mật khẩu")


def _say_code(form: forms.BaseForm, help_text: str) -> None:
    _say(form, "code", "Mã xác thực", help_text)
    form.fields["code"].widget.attrs |= {"inputmode": "text", "autocapitalize": "none", "spellcheck": "false"}


_WHERE = "Sáu chữ số trong ứng dụng xác thực, hoặc một mã dự phòng."


class CodeForm(mfa.AuthenticateForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say_code(self, _WHERE)


class CodeAgainForm(mfa.ReauthenticateForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say_code(self, _WHERE)


class EnrolForm(totp.ActivateTOTPForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say_code(self, "Sáu chữ số ứng dụng vừa hiện.")
