"""The wire over HTTP: who asks, what they may, and streams. All rules of the shop live below."""
