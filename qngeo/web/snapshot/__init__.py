"""The one-file snapshot: map, tables and sources in a page that needs nothing else."""
