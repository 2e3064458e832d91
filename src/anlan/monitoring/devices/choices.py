"""Kinds, quantities and states of devices and points."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _


class DeviceKind(models.TextChoices):
    """What a device is for."""

    GAS_DETECTOR = "gas_detector", _("gas detector")
    TANK = "tank", _("storage tank instruments")
    PROCESS = "process", _("process instruments")
    FIRE = "fire", _("fire facility")
    ENVIRONMENT = "environment", _("environmental monitor")
    RAIN_GAUGE = "rain_gauge", _("rain gauge")
    RIVER_GAUGE = "river_gauge", _("river or reservoir gauge")
    WEATHER = "weather", _("weather station")
    SLOPE = "slope", _("slope and ground monitor")
    TAILINGS = "tailings", _("tailings dam monitor")
    MINE = "mine", _("mine monitor")
    MACHINE = "machine", _("machine condition monitor")
    ELECTRICITY = "electricity", _("electrical fire monitor")
    LIFELINE = "lifeline", _("urban lifeline monitor")
    VEHICLE = "vehicle", _("vehicle terminal")
    GENERAL = "general", _("general sensor")


class Quantity(models.TextChoices):
    """What a point measures; the unit stands with the point."""

    GAS_CONCENTRATION = "gas_concentration", _("gas concentration")
    COMBUSTIBLE_GAS = "combustible_gas", _("combustible gas")
    OXYGEN = "oxygen", _("oxygen")
    LIQUID_LEVEL = "liquid_level", _("liquid level")
    PRESSURE = "pressure", _("pressure")
    TEMPERATURE = "temperature", _("temperature")
    FLOW = "flow", _("flow")
    RAINFALL = "rainfall", _("rainfall")
    WATER_LEVEL = "water_level", _("water level")
    WIND_SPEED = "wind_speed", _("wind speed")
    WIND_DIRECTION = "wind_direction", _("wind direction")
    HUMIDITY = "humidity", _("humidity")
    DISPLACEMENT = "displacement", _("displacement")
    VIBRATION = "vibration", _("vibration")
    CURRENT = "current", _("electric current")
    VOLTAGE = "voltage", _("voltage")
    SPEED = "speed", _("speed")
    SMOKE = "smoke", _("smoke")
    SOIL_MOISTURE = "soil_moisture", _("soil moisture")
    PORE_PRESSURE = "pore_pressure", _("pore water pressure")
    TILT = "tilt", _("tilt")
    CRACK_WIDTH = "crack_width", _("crack width")
    POWER = "power", _("power")
    POLLUTANT = "pollutant", _("pollutant concentration")
    PH = "ph", _("acidity (pH)")
    CONDUCTIVITY = "conductivity", _("conductivity")
    STATUS = "status", _("state code")
    LONGITUDE = "longitude", _("longitude")
    LATITUDE = "latitude", _("latitude")
    HEADING = "heading", _("direction of travel")
    MILEAGE = "mileage", _("mileage")
    OTHER = "other", _("other quantity")


class Protocol(models.TextChoices):
    """How a device speaks to the platform."""

    MQTT = "mqtt", _("MQTT")
    SPARKPLUG = "sparkplug", _("Sparkplug B")
    HTTP = "http", _("HTTP push")
    SENSORTHINGS = "sensorthings", _("OGC SensorThings")
    OPC_UA = "opc_ua", _("OPC UA")
    MODBUS = "modbus", _("Modbus TCP")
    HJ212 = "hj212", _("HJ 212")
    SL651 = "sl651", _("SL 651")
    GBT26875 = "gbt26875", _("GB/T 26875.3")
    JT808 = "jt808", _("JT/T 808")
    MANUAL = "manual", _("read by hand")


class DeviceState(models.TextChoices):
    """Where a device stands in its life."""

    REGISTERED = "registered", _("registered")
    IN_SERVICE = "in_service", _("in service")
    MAINTENANCE = "maintenance", _("under maintenance")
    RETIRED = "retired", _("retired")


#: Badge tone of each state.
STATE_TONES: Mapping[str, str] = {
    DeviceState.REGISTERED: "waiting",
    DeviceState.IN_SERVICE: "done",
    DeviceState.MAINTENANCE: "active",
    DeviceState.RETIRED: "neutral",
}


class Connection(models.TextChoices):
    """Whether a device is heard of; derived from its readings, never stored."""

    ONLINE = "online", _("online")
    STALE = "stale", _("late")
    OFFLINE = "offline", _("offline")
    UNKNOWN = "unknown", _("never heard of")


CONNECTION_TONES: Mapping[str, str] = {
    Connection.ONLINE: "done",
    Connection.STALE: "waiting",
    Connection.OFFLINE: "overdue",
    Connection.UNKNOWN: "unknown",
}


class CalibrationResult(models.TextChoices):
    """What a calibration found."""

    PASSED = "passed", _("passed")
    ADJUSTED = "adjusted", _("passed after adjustment")
    FAILED = "failed", _("failed")


CALIBRATION_TONES: Mapping[str, str] = {
    CalibrationResult.PASSED: "done",
    CalibrationResult.ADJUSTED: "done",
    CalibrationResult.FAILED: "overdue",
}


class CredentialKind(models.TextChoices):
    """What a credential opens."""

    MQTT = "mqtt", _("account at the message broker")
    HTTP = "http", _("token for HTTP push")


class RateGrouping(models.TextChoices):
    """By what on-line rates are told apart."""

    COUNTY = "county", _("whole county")
    TOWNSHIP = "township", _("township")
    ENTERPRISE = "enterprise", _("enterprise")
    SECTOR = "sector", _("sector")


class RuleDirection(models.TextChoices):
    """On which side of its limit a value alarms."""

    ABOVE = "above", _("above the limit")
    BELOW = "below", _("below the limit")
