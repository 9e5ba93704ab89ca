"""Reading a user's table: encodings, delimiters, workbooks, data frames, numbers, names."""
