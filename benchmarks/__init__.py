"""Speed, measured beside something a user would pick instead."""
