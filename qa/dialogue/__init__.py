"""What a question of a conversation asks: follow-ups, small talk, orders to a machine, personal medical questions."""
