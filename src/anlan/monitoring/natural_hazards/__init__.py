"""Natural hazards 自然灾害监测: stations, hazard points, thresholds, hourly danger products."""
