"""Vietnamese personal names: what a person typed, which syllables exist, how alike two names are.

Pure: text in, values out; no database. `typing` reads what was typed, `syllables` knows what can be a syllable and what
is mistaken for it, `similarity` scores a query against a name.
"""
