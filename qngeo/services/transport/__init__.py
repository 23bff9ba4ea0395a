"""How far it is by road, and which way one goes."""
