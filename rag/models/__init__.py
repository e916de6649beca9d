"""Shipped models: weights, their cards, and (in ``training``) the code that made them."""
