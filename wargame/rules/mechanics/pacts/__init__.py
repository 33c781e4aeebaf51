"""Agreements in the making and in force: what two versions differ in, what was promised twice, what has taken force."""
