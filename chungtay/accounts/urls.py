"""/tai-khoan/: the person's own account, post and session."""

from django.urls import path

from chungtay.accounts.views import session

app_name = "accounts"

urlpatterns = [
    path("chuc-vu/", session.choose_post, name="choose_post"),
    path("mo-khoa/", session.locked, name="locked"),
    path("gui-tiep/", session.send_again, name="send_again"),
    path("gui-tiep/bo/", session.drop_held, name="drop_held"),
    path("can-ma-xac-thuc/", session.second_factor_needed, name="second_factor_needed"),
]
