"""The layers of the map: made from the tables, and what they leave out."""
