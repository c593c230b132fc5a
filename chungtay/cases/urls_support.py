"""The emergency card (/the-khan-cap/) and support policies of a case."""

from django.urls import path

from chungtay.cases.views import support

app_name = "case_support"
urlpatterns = [
    path("the-khan-cap/", support.card, name="card"),
    path("the-khan-cap/in/", support.card_print, name="card_print"),
    path("the-khan-cap/them/", support.contact_add, name="contact_add"),
    path("the-khan-cap/so/<int:pk>/", support.contact_edit, name="contact_edit"),
    path("the-khan-cap/so/<int:pk>/<slug:step>/", support.contact_step, name="contact_step"),
    path("vu-viec/<int:pk>/chinh-sach/", support.policies, name="policies"),
    path("vu-viec/<int:pk>/chinh-sach/<slug:policy>/", support.policy, name="policy"),
]
