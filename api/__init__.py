"""REST: parse, call one service, answer. Cookies are not looked at here."""

from flask import Flask
from flask_limiter import Limiter
from flask_wtf.csrf import CSRFProtect

from config import Settings


def init_api(server: Flask, protect: CSRFProtect, limiter: Limiter, settings: Settings) -> None:
    """Attach the API."""
