"""What passes between people and between sides beside offers: talk, rooms, meetings, the press line."""
