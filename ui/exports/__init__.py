"""What leaves the page as text or as a file."""
