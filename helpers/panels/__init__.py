"""What moves: widgets that bind controls to what the floors below decide."""
