"""What happened: events and their fold, the store, migrations."""
