"""What does a link show? The state of each page as its address, and back."""
