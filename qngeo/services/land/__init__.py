"""Which land fits a need."""
