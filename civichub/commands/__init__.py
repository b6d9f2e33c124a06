"""The command line as a way in: one module per first word, each with `main(argv) -> int`."""
