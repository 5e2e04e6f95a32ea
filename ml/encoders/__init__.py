"""Encoders: networks that turn texts and images into vectors, each verified by its hash before its first use."""
