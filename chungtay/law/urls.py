from django.urls import path

from chungtay.law import views, views_forms

app_name = "law"
urlpatterns = [
    path("", views.law_list, name="list"),
    path("bieu-mau/nap/", views_forms.load, name="load_form"),
    path("bieu-mau/<str:digest>/in/", views_forms.blank, name="blank_form"),
    path("lich/<int:year>/", views.calendar, name="calendar"),
    path("<slug:kind>/<slug:code>/", views.law_file, name="file"),
]
