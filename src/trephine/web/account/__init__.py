"""Routes of accounts: who is signed in, and who may do what."""
