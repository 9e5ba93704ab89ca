"""What any page can be taken away as: its tables and figures as files, and how to cite it."""
