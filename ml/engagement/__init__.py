"""Engagement and ROI: rates pooled over an organization's own campaigns, each with its interval."""
