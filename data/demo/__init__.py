"""The example organization: an invented outdoor shop with 14 months of advertising and known truths planted in it.

Pure and deterministic: no database, no network, no clock. `organization.build_example` is the way in.
"""
