"""The networks by themselves: measured, their scales and weights fitted, their cards written."""
