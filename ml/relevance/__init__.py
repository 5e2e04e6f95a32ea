"""Whether an ad fits its context: similarity of meaning, calibrated to a chance, with the words that drove it."""
