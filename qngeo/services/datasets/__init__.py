"""What can be handed out: every layer and table, with columns, licence and version."""
