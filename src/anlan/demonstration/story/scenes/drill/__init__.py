"""A double-blind drill: nobody knows before, all is practised, nothing leaves the platform."""
