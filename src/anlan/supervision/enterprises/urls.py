"""Addresses of the enterprise dossiers."""

from __future__ import annotations

from django.urls import path

from anlan.base.exchange.public import import_start_view
from anlan.supervision.enterprises.permissions import IMPORT
from anlan.supervision.enterprises.views import enterprises, forms

app_name = "enterprises"
urlpatterns = [
    path("", enterprises.EnterpriseListPage.as_view(), name="list"),
    path("new/", forms.EnterpriseCreatePage.as_view(), name="create"),
    path("import/", import_start_view("enterprises", IMPORT), name="import"),
    path("<int:pk>/", enterprises.EnterprisePage.as_view(), name="detail"),
    path("<int:pk>/change/", forms.EnterpriseChangePage.as_view(), name="change"),
    path("<int:pk>/claim/", enterprises.claim, name="claim"),
    path("<int:pk>/contacts/new/", forms.ContactCreatePage.as_view(), name="add_contact"),
    path("<int:pk>/chemicals/new/", forms.HoldingCreatePage.as_view(), name="add_holding"),
    path("<int:pk>/licences/new/", forms.LicenceCreatePage.as_view(), name="add_licence"),
    path("<int:pk>/equipment/new/", forms.EquipmentCreatePage.as_view(), name="add_equipment"),
    path("contacts/<int:pk>/phone/", enterprises.reveal, name="reveal_phone"),
    path(
        "<int:pk>/steps/<str:name>/",
        enterprises.EnterpriseTransition.as_view(),
        name="transition",
    ),
]
