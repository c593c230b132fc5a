from django.urls import path

from chungtay.law import views

app_name = "law"
urlpatterns = [
    path("", views.law_list, name="list"),
    path("lich/<int:year>/", views.calendar, name="calendar"),
    path("<slug:kind>/<slug:code>/", views.law_file, name="file"),
]
