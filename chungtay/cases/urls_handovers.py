"""Hand-overs of the lead between communes."""

from django.urls import path

from chungtay.cases.views import handovers

app_name = "case_handovers"
urlpatterns = [
    path("vu-viec/ban-giao/", handovers.handover_list, name="list"),
    path("vu-viec/ban-giao/<int:pk>/", handovers.handover, name="one"),
    path("vu-viec/ban-giao/<int:pk>/<slug:step>/", handovers.handover_step, name="step"),
    path("vu-viec/<int:pk>/ban-giao/", handovers.offer, name="offer"),
]
