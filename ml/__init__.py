"""Analyzers: values in, results out. Importing this package, or any `__init__` below it, loads no heavy library."""
