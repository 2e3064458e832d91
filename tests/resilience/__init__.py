"""The platform on its bad day: processes killed, the network cut off."""
