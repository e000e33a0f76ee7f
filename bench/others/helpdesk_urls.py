"""The addresses django-helpdesk puts into its letters."""

from django.urls import include, path  # type: ignore[import-not-found, import-untyped, unused-ignore]

urlpatterns = [path("", include("helpdesk.urls", namespace="helpdesk"))]
