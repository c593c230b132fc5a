"""/tai-khoan/: the person's own account, post and session."""

from django.urls import path

from chungtay.accounts.views import profile, session

app_name = "accounts"

urlpatterns = [
    path("chuc-vu/", session.choose_post, name="choose_post"),
    path("mo-khoa/", session.locked, name="locked"),
    path("gui-tiep/", session.send_again, name="send_again"),
    path("gui-tiep/bo/", session.drop_held, name="drop_held"),
    path("can-ma-xac-thuc/", session.second_factor_needed, name="second_factor_needed"),
    path("", profile.profile, name="profile"),
    path("dang-xuat-moi-noi/", profile.sign_out_everywhere, name="sign_out_everywhere"),
    path("uy-quyen/", profile.delegations, name="delegations"),
    path("uy-quyen/<int:pk>/thu-hoi/", profile.revoke_delegation, name="revoke_delegation"),
]
