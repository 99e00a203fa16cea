# expect: (1, 2)
# emits: MATCH_CLASS
class Point:
    __match_args__ = ("x", "y")
    def __init__(self, x, y):
        self.x, self.y = x, y
match Point(1, 2):
    case Point(x, y=y):
        result = x, y
