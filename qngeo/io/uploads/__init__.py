"""Files that people bring, opened with care and read as they stand."""
