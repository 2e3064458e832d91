"""M — monitoring and early warning 监测预警: devices, readings, alarms."""
