"""What stands around every route: headers, limits, turns, health and the log."""
