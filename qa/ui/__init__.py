"""The pieces of the web page; `app.py` puts them together."""
