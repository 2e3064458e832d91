"""Addresses of field work."""

from __future__ import annotations

from django.urls import path

from anlan.base.field.views import app, pages, sync

app_name = "field"
urlpatterns = [
    path("", app.app, name="app"),
    path("manifest.webmanifest", app.manifest, name="manifest"),
    path("worker.js", app.worker, name="worker"),
    path("session/", sync.session, name="session"),
    path("pack/", sync.pack, name="pack"),
    path("photos/", sync.photos, name="send_photo"),
    path("records/", sync.records, name="send_record"),
    path("received/", pages.RecordListPage.as_view(), name="records"),
    path("received/<int:pk>/", pages.RecordPage.as_view(), name="record"),
    path("notes/", pages.NoteListPage.as_view(), name="notes"),
    path("notes/<int:pk>/", pages.NotePage.as_view(), name="note"),
]
