"""The numbers of the command line as JSON and as pages: /stats."""
