"""Commands of `flask --app app ...`: parse, call one service, print."""

from flask import Flask


def init_commands(server: Flask) -> None:
    """Attach all command groups."""
