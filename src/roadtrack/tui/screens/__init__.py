"""One module a screen, its TCSS beside it."""
