"""How products relate: brand, kind and facts, series, variants, accessories, what is bought together or instead."""

from retrieval.graph.relations import NO_GRAPH, Edge, Graph, Relation, load_graph, save_graph

__all__ = ["NO_GRAPH", "Edge", "Graph", "Relation", "load_graph", "save_graph"]
