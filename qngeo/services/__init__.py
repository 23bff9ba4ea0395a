"""One module a question of a user: reads through io, computes with domain."""
