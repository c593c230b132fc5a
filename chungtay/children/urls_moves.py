"""Moves of children between communes (/chuyen/) and reforms of units (/sap-xep/)."""

from django.urls import path

from chungtay.children.views import moves, reforms

app_name = "children_moves"
urlpatterns = [
    path("chuyen/", moves.transfer_list, name="list"),
    path("chuyen/xin/", moves.ask, name="ask"),
    path("chuyen/<int:pk>/", moves.transfer, name="transfer"),
    path("chuyen/<int:pk>/<str:step>/", moves.transfer_step, name="step"),
    path("tre-em/<int:pk>/chuyen/", moves.release, name="release"),
    path("sap-xep/", reforms.overview, name="reforms"),
    path("sap-xep/thu/<str:day>/", reforms.rehearse, name="rehearse"),
    path("sap-xep/<int:pk>/", reforms.reform, name="reform"),
    path("sap-xep/<int:pk>/<str:step>/", reforms.reform_step, name="reform_step"),
    path("sap-xep/cho/<path:path>/", reforms.waiting, name="waiting"),
]
