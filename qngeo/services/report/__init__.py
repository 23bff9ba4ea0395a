"""What is known of a subject, from whom and as of when, as a document."""
