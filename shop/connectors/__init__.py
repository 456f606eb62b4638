"""The shop's own systems: an interface each, a default that works without any, and adapters."""
