"""Creative quality: measured properties of picture and words, points for each, and what to change."""
