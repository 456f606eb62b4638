"""The chat in a terminal: frames of the wire as tables, timelines and streamed text."""
