"""Text to tokens to vectors to nearest rows. Knows nothing of articles or answers."""
