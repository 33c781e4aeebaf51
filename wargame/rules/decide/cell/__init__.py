"""What goes on inside one cell, for its own seats and control alone: drafts, votes, commitments, forecasts."""
