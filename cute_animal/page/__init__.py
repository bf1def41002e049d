"""How the page looks and what guards it: pieces that app.py puts together. Knows nothing about models."""
