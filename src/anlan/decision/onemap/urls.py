"""Routes of the map."""

from __future__ import annotations

from django.urls import path

from anlan.decision.onemap import views

app_name = "onemap"
urlpatterns = [
    path("", views.show, name="map"),
    path("wall/", views.wall, name="wall"),
    path("config.json", views.config, name="config"),
    path("tiles/<slug:layer_id>/<int:z>/<int:x>/<int:y>.mvt", views.tile, name="tile"),
    path("tiles/<int:z>/<int:x>/<int:y>.mvt", views.tiles, name="tiles"),
    path("base/<slug:name>.geojson", views.base, name="base"),
    path("query/", views.query, name="query"),
    path("surroundings/", views.surroundings, name="surroundings"),
    path("search/", views.search, name="search"),
    path("feature/<slug:layer_id>/<str:pk>/", views.feature, name="feature"),
]
