"""Accident statistics 事故统计."""
