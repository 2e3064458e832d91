"""Addresses of dispatch."""

from __future__ import annotations

from django.urls import path

from anlan.command.dispatch.views import coverage, dispatches, forces, joint, phone

app_name = "dispatch"
urlpatterns = [
    path("", dispatches.DispatchListPage.as_view(), name="list"),
    path("coverage/", coverage.coverage, name="coverage"),
    path("forces/", forces.forces, name="forces"),
    path("<int:pk>/move/", forces.move, name="move"),
    path("joint/", joint.JointPage.as_view(), name="joint"),
    path("joint/orders/", joint.JointOrders.as_view(), name="joint_orders"),
    path("incident/<int:incident_id>/", dispatches.ProposePage.as_view(), name="propose"),
    path("incident/<int:incident_id>/assign/", dispatches.AssignView.as_view(), name="assign"),
    path("<int:pk>/", dispatches.DispatchPage.as_view(), name="detail"),
    path("<int:pk>/sheet/", dispatches.route_sheet, name="sheet"),
    path("<int:pk>/steps/<str:name>/", dispatches.DispatchStep.as_view(), name="step"),
    path("<int:pk>/phone/", phone.PhonePage.as_view(), name="phone"),
    path("<int:pk>/report/", phone.report, name="report"),
    path("<int:pk>/position/", phone.position, name="position"),
    path("<int:pk>/photo/", phone.photo, name="photo"),
]
