"""HJ 212-2017: environmental monitors speak to the platform as their monitoring centre."""
