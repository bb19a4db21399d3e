"""What a sentence claims: its names and numbers, which way it points, and whether another text claims the same."""
