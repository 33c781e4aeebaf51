"""`manage.py test`: every check of the project, one after the other."""


def main(words):
    raise NotImplementedError
