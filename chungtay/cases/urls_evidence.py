"""Files of a case."""

from django.urls import path

from chungtay.cases.views import evidence as views

app_name = "case_evidence"
urlpatterns = [
    path("vu-viec/<int:pk>/tai-lieu/", views.evidence_list, name="list"),
    path("vu-viec/<int:pk>/tai-lieu/<int:row>/", views.evidence, name="one"),
    path("vu-viec/<int:pk>/tai-lieu/<int:row>/trang/<int:number>/", views.page, name="page"),
    path("vu-viec/<int:pk>/tai-lieu/<int:row>/phat/", views.play, name="play"),
    path("vu-viec/<int:pk>/tai-lieu/<int:row>/xoa/", views.remove, name="remove"),
]
