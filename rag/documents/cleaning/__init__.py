"""What is no part of a document: hidden text and boilerplate out, characters and front matter made plain."""
