"""The daily pages: children (/tre-em/) and households (/ho-gia-dinh/)."""

from django.urls import path

from chungtay.children.views import children, circumstances, facts, family, newborns

app_name = "children"
urlpatterns = [
    path("tre-em/", children.child_list, name="list"),
    path("tre-em/them/", children.child_add, name="add"),
    path("tre-em/moi-sinh/", newborns.newborn, name="newborn"),
    path("tre-em/moi-sinh/danh-sach/", newborns.newborn_list, name="newborn_list"),
    path("tre-em/cho-xac-nhan/", circumstances.proposals, name="proposals"),
    path("tre-em/<int:pk>/", children.child, name="child"),
    path("tre-em/<int:pk>/sua/", children.child_edit, name="edit"),
    path("tre-em/<int:pk>/dong/", children.child_end, name="end"),
    path("tre-em/<int:pk>/mo-lai/", children.child_reopen, name="reopen"),
    path("tre-em/<int:pk>/ghi/<slug:kind>/", facts.write, name="write"),
    path("tre-em/<int:pk>/dong-ghi/<slug:line>/<int:row>/<slug:step>/", facts.line_step, name="line_step"),
    path("tre-em/<int:pk>/hoan-canh/", circumstances.circumstance_add, name="circumstance_add"),
    path("tre-em/<int:pk>/hoan-canh/<int:row>/<slug:step>/", circumstances.circumstance_step, name="circumstance_step"),
    path("tre-em/<int:pk>/du-16/", circumstances.end_at_sixteen, name="end_at_sixteen"),
    path("tre-em/<int:pk>/than-nhan/<int:row>/", family.kin_end, name="kin_end"),
    path("tre-em/<int:pk>/tach-ho/", family.leave_home, name="leave_home"),
    path("ho-gia-dinh/", family.household_list, name="households"),
    path("ho-gia-dinh/them/", family.household_add, name="household_add"),
    path("ho-gia-dinh/<int:pk>/", family.household, name="household"),
    path("ho-gia-dinh/<int:pk>/sua/", family.household_edit, name="household_edit"),
]
