"""Whole journeys in Chromium against running processes."""
