"""Supervision of cases and of the law's clocks; the clocks of one case."""

from django.urls import path

from chungtay.cases.views import clocks, supervision

app_name = "case_clocks"
urlpatterns = [
    path("vu-viec/giam-sat/", supervision.overview, name="overview"),
    path("vu-viec/giam-sat/luoi/", supervision.risk_grid, name="grid"),
    path("vu-viec/giam-sat/danh-sach/", supervision.case_list, name="cases"),
    path("vu-viec/giam-sat/thoi-han/", supervision.clock_list, name="clocks"),
    path("vu-viec/giam-sat/bao-lai/", supervision.again, name="again"),
    path("vu-viec/giam-sat/can-bo/", supervision.officers, name="officers"),
    path("vu-viec/giam-sat/nguoi-gay-hai/", supervision.offenders, name="offenders"),
    path("vu-viec/giam-sat/thu-thoi-han/", supervision.trial, name="trial"),
    path("vu-viec/giam-sat/quy-dinh/", supervision.rules, name="rules"),
    path("vu-viec/giam-sat/xuat/", supervision.workbook, name="workbook"),
    path("vu-viec/<int:pk>/thoi-han/", clocks.of_case, name="of_case"),
    path("vu-viec/<int:pk>/thoi-han/<int:row>/<slug:step>/", clocks.clock_step, name="step"),
]
