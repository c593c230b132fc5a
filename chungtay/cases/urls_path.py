"""Cases: the list (/vu-viec/), the page of one and its acts."""

from django.urls import path

from chungtay.cases.views import path as views
from chungtay.cases.views import path_decisions as decisions
from chungtay.cases.views import path_emergency as emergency
from chungtay.cases.views import path_people as people
from chungtay.cases.views import path_steps as steps

app_name = "cases"
urlpatterns = [
    path("vu-viec/", views.case_list, name="list"),
    path("vu-viec/<int:pk>/", views.case, name="case"),
    path("vu-viec/<int:pk>/nhat-ky/", steps.diary, name="diary"),
    path("vu-viec/<int:pk>/buoc/<slug:step>/", steps.step, name="step"),
    path("vu-viec/<int:pk>/hai-dieu-kien/", steps.conditions, name="conditions"),
    path("vu-viec/<int:pk>/khan-cap/", emergency.sheet, name="emergency"),
    path("vu-viec/<int:pk>/khan-cap/<int:row>/ghi-nham/", emergency.unmark, name="unmark"),
    path("vu-viec/<int:pk>/nguy-hiem/", emergency.danger, name="danger"),
    path("vu-viec/<int:pk>/quyet-dinh/lap/<slug:kind>/", decisions.draft, name="decision_draft"),
    path("vu-viec/<int:pk>/quyet-dinh/<int:row>/", decisions.decision, name="decision"),
    path("vu-viec/<int:pk>/quyet-dinh/<int:row>/sua/", decisions.edit, name="decision_edit"),
    path("vu-viec/<int:pk>/quyet-dinh/<int:row>/<slug:act>/", decisions.act, name="decision_act"),
    path("vu-viec/<int:pk>/nguoi/them/", people.person_add, name="person_add"),
    path("vu-viec/<int:pk>/nguoi/<int:row>/", people.person_edit, name="person_edit"),
    path("vu-viec/<int:pk>/nguoi/<int:row>/ghi-nham/", people.person_void, name="person_void"),
    path("vu-viec/<int:pk>/tre-em/", people.link, name="link"),
    path("vu-viec/<int:pk>/phan-loai/", people.classify, name="classify"),
    path("vu-viec/<int:pk>/phu-trach/", people.give, name="give"),
]
