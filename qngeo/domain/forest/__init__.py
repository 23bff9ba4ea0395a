"""Forest (rừng): cover and damage as counted, loss and recovery as seen."""
