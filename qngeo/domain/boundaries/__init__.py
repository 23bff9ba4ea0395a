"""Outlines (ranh giới): built from communes, from corner points, from own surveys."""
