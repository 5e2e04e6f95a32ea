"""Celery: thin tasks that hand work to services, and their schedule."""
