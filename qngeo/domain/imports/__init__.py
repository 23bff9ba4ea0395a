"""What a person's file must hold to be taken over, and what was found in it."""
