"""Callbacks, one module per page: parse, call one service, show."""
