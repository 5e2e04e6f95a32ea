"""Ads from a brief: typed frames filled with the brief's own facts, checked, ranked and kept apart from each other."""
