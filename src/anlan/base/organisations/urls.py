"""Addresses of the contact book."""

from __future__ import annotations

from django.urls import path

from anlan.base.exchange.public import import_start_view
from anlan.base.organisations.permissions import CHANGE_PERSON
from anlan.base.organisations.views import organisations, people

app_name = "organisations"
urlpatterns = [
    path("", organisations.OrganisationList.as_view(), name="organisations"),
    path("new/", organisations.OrganisationCreatePage.as_view(), name="organisation_create"),
    path("<int:pk>/", organisations.OrganisationPage.as_view(), name="organisation"),
    path(
        "<int:pk>/change/",
        organisations.OrganisationChangePage.as_view(),
        name="organisation_change",
    ),
    path("<int:pk>/close/", organisations.close, name="organisation_close"),
    path("<int:pk>/posts/new/", organisations.PostCreatePage.as_view(), name="post_create"),
    path("posts/<int:pk>/appoint/", organisations.AppointmentPage.as_view(), name="appoint"),
    path("appointments/<int:pk>/end/", organisations.end, name="appointment_end"),
    path("contacts/", people.ContactBook.as_view(), name="contacts"),
    path("people/import/", import_start_view("people", CHANGE_PERSON), name="import"),
    path("people/new/", people.PersonCreatePage.as_view(), name="person_create"),
    path("people/<int:pk>/", people.PersonPage.as_view(), name="person"),
    path("people/<int:pk>/change/", people.PersonChangePage.as_view(), name="person_change"),
    path("people/<int:pk>/phone/", people.phone, name="person_phone"),
    path("people/<int:pk>/deactivate/", people.deactivate, name="person_deactivate"),
]
