"""Addresses of alternative care, under /cham-soc-thay-the/."""

from django.urls import path

from chungtay.care.views import annual, assessments, carers, facilities, matching, placements, visits

app_name = "care"
urlpatterns = [
    path("", placements.placement_list, name="list"),
    path("tim-nguoi/", matching.match, name="match"),
    path("nam/", annual.year, name="year"),
    path("nam/bang.xlsx", annual.year_sheet, name="year_xlsx"),
    path("nam/da-bao-cao/", annual.year_reported, name="year_reported"),
    path("nguoi-nhan/", carers.carer_list, name="carers"),
    path("nguoi-nhan/them/", carers.carer_add, name="carer_add"),
    path("nguoi-nhan/da-cap-nhat/", carers.list_updated, name="list_updated"),
    path("nguoi-nhan/danh-sach.docx", carers.carer_list_print, {"kind": "docx"}, name="carers_docx"),
    path("nguoi-nhan/danh-sach.xlsx", carers.carer_list_print, {"kind": "xlsx"}, name="carers_xlsx"),
    path("nguoi-nhan/<int:pk>/", carers.carer, name="carer"),
    path("nguoi-nhan/<int:pk>/sua/", carers.carer_edit, name="carer_edit"),
    path("nguoi-nhan/<int:pk>/xac-minh/", carers.carer_verify, name="carer_verify"),
    path("nguoi-nhan/<int:pk>/mau-08.docx", carers.carer_print, {"form": "08"}, name="carer_08"),
    path("nguoi-nhan/<int:pk>/mau-11.docx", carers.carer_print, {"form": "11"}, name="carer_11"),
    path("nguoi-nhan/<int:pk>/buoc/<str:step>/", carers.carer_step, name="carer_step"),
    path("co-so/", facilities.facility_list, name="facilities"),
    path("co-so/<int:pk>/", facilities.need, name="need"),
    path("co-so/<int:pk>/buoc/<str:step>/", facilities.need_step, name="need_step"),
    path("co-so/danh-sach/<int:pk>/them/", facilities.need_add, name="need_add"),
    path("co-so/danh-sach/<int:pk>/da-lap/", facilities.listed, name="listed"),
    path("co-so/danh-sach/<int:pk>/mau-14.docx", facilities.list_print, name="list_14"),
    path("<int:pk>/", placements.placement, name="placement"),
    path("<int:pk>/buoc/<str:step>/", placements.placement_step, name="step"),
    path("<int:pk>/tham/<str:kind>/", visits.visit_add, name="visit_add"),
    path("<int:pk>/lan-tham/<int:visit>/", visits.visit_edit, name="visit"),
    path("<int:pk>/lan-tham/<int:visit>/bo/", visits.visit_void, name="visit_void"),
    path("<int:pk>/lan-tham/<int:visit>/mau-13.docx", visits.visit_print, name="visit_13"),
    path("<int:pk>/mau-10/", assessments.assessment, name="assessment"),
    path("<int:pk>/mau-<str:form>.docx", placements.placement_print, name="print"),
]
