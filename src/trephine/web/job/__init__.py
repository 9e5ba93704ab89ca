"""Long jobs in processes of their own: started, watched, cancelled, and reported when they die."""
