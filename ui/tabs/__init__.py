"""The tabs of the page: the layout of each and what happens in it."""
