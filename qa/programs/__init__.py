"""What other programs ask of Vesicle, by REST and by MCP: `ask`, `retrieve`, `paper` and `status`."""
