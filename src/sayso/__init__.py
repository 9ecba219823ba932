"""Sayso: the visitor has the say, and the site can prove it listened."""

__version__ = "0.1.0"
