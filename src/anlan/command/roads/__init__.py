"""Roads 路网: the county's road network, what is closed on it, times and ways."""
