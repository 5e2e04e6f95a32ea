"""The vocabulary of AdVision: frozen contracts, enums, money, KPI math, permissions, errors and ports.

Pure: imports nothing of the project outside this package, and no framework.
"""
