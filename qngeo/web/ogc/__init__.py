"""OGC API – Features: layers and tables as a standard service, for QGIS and others."""
