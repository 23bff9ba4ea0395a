"""One page a module, each one function ``show``."""
