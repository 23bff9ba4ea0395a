"""What is published of a subject, from which source, and how sound it is."""
