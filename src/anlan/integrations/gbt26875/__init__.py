"""GB/T 26875.3-2011: fire alarm transmitters of buildings report to the centre."""
