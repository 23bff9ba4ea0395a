"""Series of seasons and maps of classes: fetched, made, and told how."""
