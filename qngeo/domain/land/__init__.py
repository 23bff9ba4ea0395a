"""Land on offer (quỹ đất): the sites, what a need asks for, and which sites fit."""
