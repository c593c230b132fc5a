"""Who may open a case, who did, how long it is kept and how it ends."""

from django.urls import path

from chungtay.cases.views import access as views

app_name = "case_access"
urlpatterns = [
    path("vu-viec/mo-khan-cap/", views.ask, name="ask"),
    path("vu-viec/mo-khan-cap/<int:row>/", views.asked, name="asked"),
    path("vu-viec/mo-khan-cap/<int:row>/<slug:step>/", views.answer, name="answer"),
    path("vu-viec/<int:pk>/mo-khan-cap/", views.break_glass, name="break_glass"),
    path("vu-viec/<int:pk>/mo-xem/", views.reveal, name="reveal"),
    path("vu-viec/<int:pk>/quyen-xem/", views.access, name="access"),
    path("vu-viec/<int:pk>/quyen-xem/<int:row>/ket-thuc/", views.end, name="end"),
    path("vu-viec/<int:pk>/ai-da-xem/", views.looks, name="looks"),
]
