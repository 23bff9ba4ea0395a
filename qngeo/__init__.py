"""Planning and zone explorer for Quảng Ninh province, Viet Nam."""

__version__ = "0.1.0"
