"""The page for machines: JSON over HTTP, MCP, and what both can ask for."""
