"""Layers and tables as files that a person takes away."""
