"""Figures of the platform's own; what a law or standard says stands in ``data``."""

from __future__ import annotations

#: Below this a vehicle counts as standing: receivers wander. [km/h]
MOVING_FROM_KM_H = 5.0
#: A vehicle is seen as offline after this silence. [s]
OFFLINE_AFTER_S = 600
#: A road is the one a vehicle drives on when it is this near. [m]
ROAD_WITHIN_M = 60.0
#: Faster than this between two positions, the newer one is a fault of the receiver. [km/h]
IMPOSSIBLE_KM_H = 220.0
#: Positions stay single until their hour is this long over. [s]
CLOSE_AFTER_S = 15 * 60
#: A stop shown on a track lasts at least this long. [s]
STOP_FROM_S = 180
#: Keys of a vehicle's points, in the order of the columns of a position.
CHANNELS = ("longitude", "latitude", "speed", "heading", "mileage", "status", "alarm", "driver")
#: An ingester looks this often whether vehicles, fences or limits changed. [s]
LOOK_EVERY_S = 1.0
#: Sources of alarms raised here begin so.
ALARM_SOURCE = "vehicles"
#: What lies this near to an incident is shown with its load. [m]
NEAR_M = 1_000
#: A text that did not reach its terminal within this time is no use any more; settings wait. [s]
TEXT_WAITS_S, SETTINGS_WAIT_S = 600, 86_400
#: A terminal that has not answered an order after this long will not. [s]
ANSWER_WITHIN_S = 60
#: Characters of a text that a driver can take in on the road.
TEXT_LENGTH = 120
#: Gateways listen here for orders to terminals.
ORDERS_CHANNEL = "anlan_vehicle_orders"
#: Hours of track are kept this long; figures by day for good. [days]
TRACK_DAYS = 190
