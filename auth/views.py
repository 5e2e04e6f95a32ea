"""The sign-in group as plain server-rendered pages: no script, no Dash, CSRF on every form."""

from flask import Flask
from flask_limiter import Limiter

from config import Settings


def init_sign_in(server: Flask, limiter: Limiter, settings: Settings) -> None:
    """Attach the pages."""
