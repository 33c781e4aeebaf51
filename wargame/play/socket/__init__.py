"""The table's WebSocket: its addresses, its postman, and what one page tries out."""
