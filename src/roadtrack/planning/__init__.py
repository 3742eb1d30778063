"""What next: suggestions with their reasons. Pure."""
