"""Use cases, one module per noun: who may, what happens, in which transaction. Returns contracts, never ORM rows."""
