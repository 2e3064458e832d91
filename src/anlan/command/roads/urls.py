"""Addresses of roads."""

from __future__ import annotations

from django.urls import path

from anlan.command.roads.views import closures, networks, reach

app_name = "roads"
urlpatterns = [
    path("", closures.ClosureListPage.as_view(), name="closures"),
    path("new/", closures.ClosePage.as_view(), name="close"),
    path("<int:pk>/", closures.ClosurePage.as_view(), name="closure"),
    path("<int:pk>/lift/", closures.lift, name="lift"),
    path("reach/", reach.reach, name="reach"),
    path("networks/", networks.NetworkListPage.as_view(), name="networks"),
    path("networks/new/", networks.UploadPage.as_view(), name="upload"),
    path("networks/<int:pk>/", networks.NetworkPage.as_view(), name="network"),
    path("networks/<int:pk>/take/", networks.take, name="take"),
    path("networks/<int:pk>/lines.json", networks.lines, name="lines"),
]
