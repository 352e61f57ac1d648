"""What the lessons are made of: plain Keras, NumPy and PIL, to be read and copied."""
