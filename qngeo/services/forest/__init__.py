"""What became of the forest: counted on the ground, and seen from above."""
