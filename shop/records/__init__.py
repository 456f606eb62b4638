"""The shop's nouns as files and other systems tell them: documented rows that know their entities."""
