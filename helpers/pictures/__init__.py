"""What is seen: a record in, one string out, or a chart."""
