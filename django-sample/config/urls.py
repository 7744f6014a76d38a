"""Addresses of the project: all of them belong to the app "web"."""

from django.urls import include, path

urlpatterns = [path("", include("web.urls"))]
