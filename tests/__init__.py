"""The tests. `services/` holds what starts real servers for them."""
