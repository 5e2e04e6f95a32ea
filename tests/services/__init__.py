"""Starts the real servers that tests run against: PostgreSQL, Redis, nginx, Chromium and the application itself."""
