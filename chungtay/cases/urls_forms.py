"""Forms of a case: begun, written, looked at, printed."""

from django.urls import path

from chungtay.cases.views import case_forms

app_name = "case_forms"
urlpatterns = [
    path("vu-viec/<int:pk>/bieu-mau/", case_forms.of_case, name="list"),
    path("vu-viec/<int:pk>/bieu-mau/<slug:code>/", case_forms.start, name="start"),
    path("vu-viec/bieu-mau/<int:pk>/", case_forms.view, name="view"),
    path("vu-viec/bieu-mau/<int:pk>/ghi/", case_forms.fill, name="fill"),
    path("vu-viec/bieu-mau/<int:pk>/tu-luu/", case_forms.autosave, name="autosave"),
    path("vu-viec/bieu-mau/<int:pk>/xac-nhan/", case_forms.second, name="second"),
    path("vu-viec/bieu-mau/<int:pk>/bo/", case_forms.void, name="void"),
    path("vu-viec/bieu-mau/<int:pk>/in/", case_forms.print_page, name="print"),
]
