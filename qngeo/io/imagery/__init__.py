"""Rasters: read block by block, written whole or not at all."""
