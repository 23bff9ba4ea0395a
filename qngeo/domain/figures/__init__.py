"""Published figures: which speak on a day, how they pair, where they disagree."""
