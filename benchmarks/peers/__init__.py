"""Other libraries on the same passages and the same weights, each in an environment of its own."""
