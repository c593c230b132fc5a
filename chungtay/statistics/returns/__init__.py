"""Returns without a database: the form as data, typed numbers, deadlines, differences, and the .xlsx that goes out and comes back.

Pure: no Django models. `sheet.py` writes a filled template, `sheet_in.py` reads what somebody made of it.
"""
