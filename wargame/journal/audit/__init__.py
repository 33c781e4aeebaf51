"""Whether a log is what was played, and the file by which somebody else can check it. No game is played here."""
