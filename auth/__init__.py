"""From a request to an Actor: cookie, bearer token or API key; deny by default."""
