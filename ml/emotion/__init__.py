"""Emotion and sentiment of English texts: what a text sounds like, and what an audience's comments sound like."""
