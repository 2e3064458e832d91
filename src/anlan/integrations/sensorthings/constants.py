"""Limits of the SensorThings interface, so that no question becomes a slow one."""

from __future__ import annotations

VERSION = "v1.1"
#: Entities on a page: when nothing is said, and at most.
PAGE = 100
MOST_PAGE = 1_000
MOST_SKIP = 100_000
#: Depth of ``$expand``, expanded links of one entity, and entities in one answer.
MOST_DEPTH = 3
MOST_EXPANDED = 8
MOST_ENTITIES = 5_000
#: A ``$filter`` may be so long, nest so deep and hold so many comparisons. [characters, …]
MOST_FILTER_CHARS = 2_000
MOST_FILTER_DEPTH = 20
MOST_FILTER_TERMS = 60
#: Database time of one statement. [ms]
STATEMENT_MS = 5_000
#: Points whose observations are read together.
MOST_POINTS = 200

#: What this interface can do, as the standard names it.
CONFORMANCE = (
    "http://www.opengis.net/spec/iot_sensing/1.1/req/datamodel/thing",
    "http://www.opengis.net/spec/iot_sensing/1.1/req/datamodel/location",
    "http://www.opengis.net/spec/iot_sensing/1.1/req/datamodel/historical-location",
    "http://www.opengis.net/spec/iot_sensing/1.1/req/datamodel/datastream",
    "http://www.opengis.net/spec/iot_sensing/1.1/req/datamodel/sensor",
    "http://www.opengis.net/spec/iot_sensing/1.1/req/datamodel/observed-property",
    "http://www.opengis.net/spec/iot_sensing/1.1/req/datamodel/observation",
    "http://www.opengis.net/spec/iot_sensing/1.1/req/datamodel/feature-of-interest",
    "http://www.opengis.net/spec/iot_sensing/1.1/req/datamodel/entity-control-information",
    "http://www.opengis.net/spec/iot_sensing/1.1/req/resource-path/resource-path-to-entities",
    "http://www.opengis.net/spec/iot_sensing/1.1/req/request-data/order",
    "http://www.opengis.net/spec/iot_sensing/1.1/req/request-data/expand",
    "http://www.opengis.net/spec/iot_sensing/1.1/req/request-data/select",
    "http://www.opengis.net/spec/iot_sensing/1.1/req/request-data/status-code",
    "http://www.opengis.net/spec/iot_sensing/1.1/req/request-data/query-status-code",
    "http://www.opengis.net/spec/iot_sensing/1.1/req/request-data/orderby",
    "http://www.opengis.net/spec/iot_sensing/1.1/req/request-data/top",
    "http://www.opengis.net/spec/iot_sensing/1.1/req/request-data/skip",
    "http://www.opengis.net/spec/iot_sensing/1.1/req/request-data/count",
    "http://www.opengis.net/spec/iot_sensing/1.1/req/request-data/filter",
    "http://www.opengis.net/spec/iot_sensing/1.1/req/request-data/built-in-filter-operations",
    "http://www.opengis.net/spec/iot_sensing/1.1/req/request-data/built-in-query-functions",
    "http://www.opengis.net/spec/iot_sensing/1.1/req/request-data/pagination",
    "http://www.opengis.net/spec/iot_sensing/1.1/req/data-array/data-array",
)
