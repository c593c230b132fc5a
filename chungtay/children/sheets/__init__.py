"""Lists of children as people keep them: .xlsx, .xlsm, .xls and .csv read row by row, every fault told in words.

Pure: no Django, no database. Nothing in a file is ever executed: of a formula only the stored value is read.
"""
