"""Analyzers, one package per concept. Importing this package never imports torch."""
