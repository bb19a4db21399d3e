"""What stands between the page and those who reach it: passwords, limits, logs, and an orderly end."""
