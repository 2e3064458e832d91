"""Tests of the Modbus poller."""
