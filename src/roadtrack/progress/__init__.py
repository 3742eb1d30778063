"""Where I stand: pure functions from curriculum and journal state to numbers."""
