"""What has changed in what the system knows, and since when."""
