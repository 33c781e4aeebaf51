"""What a fresh clone lacks: a Python new enough, the environment, the built page. Standard library only."""
