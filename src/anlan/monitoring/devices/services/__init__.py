"""Writers of the device registry."""
