"""What this process shows of a game that somebody here watches: pictures, the steps between them, who is there.

Nothing here knows a socket or a request; those are `play.socket` and `play.http`.
"""
