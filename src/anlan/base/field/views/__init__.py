"""The app on the phone, its door to the platform, and the pages of what arrived."""
