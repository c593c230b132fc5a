"""Lists coming in: /nhap-lieu/."""

from django.urls import path

from chungtay.children.views import imports, imports_rows

app_name = "children_imports"
urlpatterns = [
    path("nhap-lieu/", imports.batch_list, name="list"),
    path("nhap-lieu/<int:pk>/", imports.one, name="batch"),
    path("nhap-lieu/<int:pk>/cot/", imports.columns, name="columns"),
    path("nhap-lieu/<int:pk>/tieu-de/", imports.header, name="header"),
    path("nhap-lieu/<int:pk>/bo/", imports.drop, name="drop"),
    path("nhap-lieu/<int:pk>/vao-so/", imports.apply, name="apply"),
    path("nhap-lieu/<int:pk>/lam-tiep/", imports.go_on, name="go_on"),
    path("nhap-lieu/<int:pk>/hoan-tac/", imports.undo, name="undo"),
    path("nhap-lieu/<int:pk>/dong/", imports_rows.row_list, name="rows"),
    path("nhap-lieu/<int:pk>/dong/bo/", imports_rows.leave_out, name="leave_out"),
    path("nhap-lieu/<int:pk>/dong/<int:number>/", imports_rows.row, name="row"),
    path("nhap-lieu/<int:pk>/trung/", imports_rows.known, name="known"),
    path("nhap-lieu/<int:pk>/loi.xlsx", imports_rows.faults_file, name="faults_file"),
    path("nhap-lieu/<int:pk>/nap-lai/", imports_rows.corrections, name="corrections"),
]
