"""The main job, played in a browser against a platform of its own."""
