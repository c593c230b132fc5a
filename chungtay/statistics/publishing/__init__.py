"""From figures to a release: which cells it has, what is hidden of them, how they are written for machines."""
