"""The same child twice (/trung/): suspected pairs, the comparison, merging and taking apart."""

from django.urls import path

from chungtay.children.views import duplicates, merging

app_name = "children_duplicates"
urlpatterns = [
    path("trung/", duplicates.pair_list, name="list"),
    path("trung/tim/", duplicates.search, name="search"),
    path("trung/so/", duplicates.suspect, name="suspect"),
    path("trung/<int:pk>/", duplicates.pair, name="pair"),
    path("trung/<int:pk>/ket-luan/", duplicates.decide, name="decide"),
    path("trung/<int:pk>/xem-lai/", duplicates.reopen, name="reopen"),
    path("trung/<int:pk>/gop/", merging.merge, name="merge"),
    path("trung/da-gop/", merging.merge_list, name="merges"),
    path("trung/da-gop/<int:pk>/", merging.merged, name="merged"),
    path("trung/da-gop/<int:pk>/tach/", merging.unmerge, name="unmerge"),
    path("trung/ho-so/<int:pk>/", merging.follow, name="follow"),
]
