"""Settings from the environment, URL routes, ASGI entry."""
