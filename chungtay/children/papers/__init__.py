"""Papers of the register: one description (`model`), written as Word (`docx`), as a page (`page`), as .xlsx and .csv (`sheets`)."""
