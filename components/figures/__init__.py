"""Figures as plain dictionaries, one file per kind.

They carry no template and no theme: assets/30-scripts/charts.js adds both in the browser. Each comes with a
sentence that says what it shows, for those who cannot see it.
"""
