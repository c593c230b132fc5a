"""How long cases are kept, and their end by two persons."""

from django.urls import path

from chungtay.cases.views import keeping as views

app_name = "case_keeping"
urlpatterns = [
    path("vu-viec/luu-ho-so/", views.overview, name="overview"),
    path("vu-viec/thoi-han-luu/", views.rules, name="rules"),
    path("vu-viec/thoi-han-luu/<int:pk>/ngung/", views.end_rule, name="end_rule"),
    path("vu-viec/<int:pk>/luu-ho-so/", views.case, name="case"),
    path("vu-viec/<int:pk>/luu-ho-so/huy/", views.carry_out, name="carry_out"),
    path("vu-viec/<int:pk>/luu-ho-so/<slug:step>/", views.step, name="step"),
]
