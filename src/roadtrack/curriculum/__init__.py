"""What there is to learn: the model, the file format, the catalog of built-in and own files."""
