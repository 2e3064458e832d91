"""Routes of notices."""

from __future__ import annotations

from django.urls import path

from anlan.base.notifications import views

app_name = "notifications"
urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("unread/", views.unread, name="unread"),
    path("read/", views.read, name="read"),
    path("<int:pk>/", views.follow, name="follow"),
    path("<int:pk>/confirm/", views.confirm, name="confirm"),
    path("call/<int:person_id>/", views.call, name="call"),
]
