from django.urls import path, register_converter

from chungtay.territory import views

app_name = "territory"


class UnitPath:
    """`11b/03145b`: the path of a unit, as it stands in every record."""

    regex = r"[0-9]{2,5}[a-z](?:/[0-9]{3,5}[a-z]){0,2}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(UnitPath, "unit")

urlpatterns = [
    path("", views.country, name="country"),
    path("doi-chieu/", views.review, name="review"),
    path("<unit:path>/", views.unit, name="unit"),
    path("<unit:path>/thon/them/", views.add_hamlet, name="add_hamlet"),
    path("<unit:path>/thon/nhap/", views.import_hamlets, name="import_hamlets"),
    path("<unit:path>/thon/nhap/luu/", views.confirm_import, name="confirm_import"),
    path("<unit:path>/thon/danh-sach.xlsx", views.export_hamlets, name="export_hamlets"),
    path("<unit:path>/thon/<int:pk>/sua/", views.rename_hamlet, name="rename_hamlet"),
    path("<unit:path>/thon/<int:pk>/ket-thuc/", views.end_hamlet, name="end_hamlet"),
    path("<unit:path>/thon/<int:pk>/mo-lai/", views.reopen_hamlet, name="reopen_hamlet"),
]
