"""Maps of units, pure: reading of boundary files, classes, projection, drawing. Nothing here knows a database."""
