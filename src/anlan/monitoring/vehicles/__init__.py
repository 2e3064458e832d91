"""Vehicles 车辆监管: passenger coaches and dangerous-goods trucks, tracks, fences, trips."""
