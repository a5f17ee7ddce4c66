"""People: names, the lines and brackets that hold them, datelines, authors without a credit."""
