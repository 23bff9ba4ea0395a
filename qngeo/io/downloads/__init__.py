"""Files that people take away: layers and tables in the formats of their programs."""
