"""What stands around the page: who may come in, from where, how much and how long."""
