"""The staff's console: Gradio pages that are a stateless client of the REST API."""
