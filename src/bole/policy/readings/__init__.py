"""四种读法: what one rule tree is read as."""
