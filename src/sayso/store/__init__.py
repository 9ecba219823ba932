"""Databases behind the ports of ``sayso.app.ports``."""
