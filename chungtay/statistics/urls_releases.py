"""Addresses of releases: inside, for the public, for machines."""

from django.urls import path

from chungtay.statistics.views import public, release_work, releases

urlpatterns = [
    path("so-lieu/cong-bo/", releases.releases, name="releases"),
    path("so-lieu/cong-bo/moi/", release_work.new_release, name="new_release"),
    path("so-lieu/cong-bo/lap/<int:pk>/", release_work.release_work, name="release_work"),
    path("so-lieu/cong-bo/lap/<int:pk>/cong-bo/", release_work.publish_release, name="publish_release"),
    path("so-lieu/cong-bo/lap/<int:pk>/tinh-lai/", release_work.again_release, name="again_release"),
    path("so-lieu/cong-bo/quy-tac/", releases.rules, name="release_rules"),
    path("so-lieu/cong-bo/<int:pk>/", releases.release, name="release"),
    path("so-lieu/cong-bo/<int:pk>/sua/", releases.change, name="change_release"),
    path("cong-bo-so-lieu/", public.index, name="public_releases"),
    path("cong-bo-so-lieu/cho-may/", public.machines, name="public_machines"),
    path("cong-bo-so-lieu/<int:pk>/", public.release, name="public_release"),
    path("api/so-lieu/", public.api_releases, name="api_releases"),
    path("api/so-lieu/<int:pk>.<slug:form>", public.api_release, name="api_release"),
]
