"""The scenes, in the order of the main job."""
