"""The gate of rule 2: every claim of a sentence equals that field of that entity in evidence, or the sentence stays."""
