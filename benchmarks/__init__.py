"""What is measured, and what is tuned, on public data: python -m benchmarks.<name> --data FOLDER."""
