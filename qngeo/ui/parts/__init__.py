"""Parts that several pages share: figures, charts and tables with sources."""
