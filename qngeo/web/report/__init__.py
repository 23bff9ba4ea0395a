"""The evidence pack as files: PDF by typst, and the zip with its figures beside it."""
