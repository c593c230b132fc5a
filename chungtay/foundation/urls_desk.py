"""Addresses of the desk that pages call by themselves; included by `foundation.urls`."""

from django.urls import path

from chungtay.foundation import views_desk

urlpatterns = [path("ban-nhap/", views_desk.drafts, name="drafts")]
