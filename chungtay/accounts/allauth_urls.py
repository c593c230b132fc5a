"""The pages of allauth that are used, under Vietnamese addresses; there is no public sign-up and no e-mail log-in."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from django.urls import path

urlpatterns = [
    path("dang-nhap/", account.login, name="account_login"),
    path("dang-nhap/ma/", mfa.authenticate, name="mfa_authenticate"),
    path("dang-xuat/", account.logout, name="account_logout"),
    path("ngung-su-dung/", account.account_inactive, name="account_inactive"),
    path("xac-nhan-lai/", account.reauthenticate, name="account_reauthenticate"),
    path("xac-nhan-lai/ma/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("mat-khau/", account.password_change, name="account_change_password"),
    path("xac-thuc/", mfa.index, name="mfa_index"),
    path("xac-thuc/ung-dung/", totp.activate_totp, name="mfa_activate_totp"),
    path("xac-thuc/ung-dung/tat/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("xac-thuc/ma-du-phong/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("xac-thuc/ma-du-phong/moi/", recovery.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("xac-thuc/ma-du-phong/tai-ve/", recovery.download_recovery_codes, name="mfa_download_recovery_codes"),
]
