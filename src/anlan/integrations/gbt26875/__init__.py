"""GB/T 26875.3 城市消防远程监控: fire facilities."""
