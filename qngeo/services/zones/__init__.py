"""How full zones and parks are, and what their land is allocated to."""
