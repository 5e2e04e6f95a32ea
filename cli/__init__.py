"""Commands of `flask --app app ...`: parse, call one service, print. Each module here is a group."""

import importlib
import pkgutil

from flask import Flask


def init_commands(server: Flask) -> None:
    """Attach the `group` or `command` of every module in this package."""
    for found in pkgutil.iter_modules(__path__):
        module = importlib.import_module(f"cli.{found.name}")
        server.cli.add_command(getattr(module, "group", None) or module.command)
