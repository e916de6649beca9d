"""What the page keeps: documents, conversations, drafts, uploads and what is asked of them."""
