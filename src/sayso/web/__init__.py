"""Public HTTP: what browsers, proxies and monitors ask of a Sayso server."""
