"""Addresses of the enterprise and park dossiers."""

from __future__ import annotations

from django.urls import path

from anlan.base.exchange.public import import_start_view
from anlan.supervision.enterprises.permissions import IMPORT
from anlan.supervision.enterprises.views import enterprises, forms, parks, plans, suggest, territory
from anlan.supervision.enterprises.views.parts import part_urls

app_name = "enterprises"
urlpatterns = [
    path("", enterprises.EnterpriseListPage.as_view(), name="list"),
    path("new/", forms.EnterpriseCreatePage.as_view(), name="create"),
    path("import/", import_start_view("enterprises", IMPORT), name="import"),
    path("suggest/", suggest.suggest, name="suggest"),
    path("registers/", territory.RegistersPage.as_view(), name="registers"),
    path("claims/", territory.ClaimListPage.as_view(), name="claims"),
    path("duplicates/", territory.DuplicateListPage.as_view(), name="duplicates"),
    path("duplicates/search/", territory.search_now, name="search_duplicates"),
    path("duplicates/<int:pk>/", territory.DuplicatePage.as_view(), name="duplicate"),
    path("duplicates/<int:pk>/dismiss/", territory.dismiss, name="dismiss_duplicate"),
    path("parks/", parks.ParkListPage.as_view(), name="parks"),
    path("parks/new/", parks.ParkCreatePage.as_view(), name="create_park"),
    path("parks/<int:pk>/", parks.ParkPage.as_view(), name="park"),
    path("parks/<int:pk>/change/", parks.ParkChangePage.as_view(), name="change_park"),
    path("parks/<int:pk>/fill/", parks.fill, name="fill_park"),
    path("plans/<int:pk>/", plans.PlanPage.as_view(), name="plan"),
    path("plans/<int:pk>/change/", plans.PlanChangePage.as_view(), name="change_plan"),
    path("plans/<int:pk>/remove/", plans.PlanRemoveView.as_view(), name="remove_plan"),
    path("plans/<int:pk>/points/", plans.GeoreferencePage.as_view(), name="georeference_plan"),
    path("plans/<int:pk>/place/", plans.PlacePage.as_view(), name="place_on_plan"),
    path("plans/<int:pk>/locate/", plans.LocateView.as_view(), name="locate_on_plan"),
    path("<int:pk>/", enterprises.EnterprisePage.as_view(), name="detail"),
    path("<int:pk>/change/", forms.EnterpriseChangePage.as_view(), name="change"),
    path("<int:pk>/claim/", enterprises.claim, name="claim"),
    path("<int:pk>/refuse/", enterprises.refuse, name="refuse"),
    path("<int:pk>/assign/", territory.AssignPage.as_view(), name="assign"),
    path("<int:pk>/merge/", territory.MergePage.as_view(), name="merge_choose"),
    path("<int:pk>/merge/<int:other>/", territory.MergePage.as_view(), name="merge"),
    path("<int:pk>/codes/new/", territory.FormerCodePage.as_view(), name="add_former_code"),
    path("<int:pk>/plans/new/", plans.PlanCreatePage.as_view(), name="add_plan"),
    path("<int:pk>/contacts/new/", forms.ContactCreatePage.as_view(), name="add_contact"),
    path("contacts/<int:pk>/phone/", enterprises.reveal, name="reveal_phone"),
    path(
        "<int:pk>/steps/<str:name>/",
        enterprises.EnterpriseTransition.as_view(),
        name="transition",
    ),
    *part_urls(),
]
