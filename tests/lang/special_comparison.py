# Rich comparison: reflection, NotImplemented, the subclass that goes first, and defaults.
log = []

class Left:
    def __lt__(self, other):
        log.append("Left.lt")
        return NotImplemented
    def __eq__(self, other):
        log.append("Left.eq")
        return NotImplemented

class Right:
    def __gt__(self, other):
        log.append("Right.gt")
        return "greater"
    def __eq__(self, other):
        log.append("Right.eq")
        return NotImplemented

def shown(expression):
    log.clear()
    try:
        result = expression()
    except TypeError as error:
        result = f"TypeError: {error}"
    print(result, log)

left, right = Left(), Right()
shown(lambda: left < right)       # Left first, then the reflected method of Right.
shown(lambda: right < left)       # Right has no __lt__, Left no __gt__.
shown(lambda: left == right)      # Both decline: identity decides.
shown(lambda: left == left)
shown(lambda: left != right)      # != asks __eq__ and inverts, unless it declines.
shown(lambda: left <= right)
shown(lambda: left < 3)
shown(lambda: 3 < left)

class Base:
    def __eq__(self, other):
        log.append("Base.eq")
        return True
    def __lt__(self, other):
        log.append("Base.lt")
        return True
class Derived(Base):
    def __eq__(self, other):
        log.append("Derived.eq")
        return True
    def __gt__(self, other):
        log.append("Derived.gt")
        return False
class Plain(Base):
    pass

# The right operand goes first when its class is a subclass of the left one's.
shown(lambda: Base() == Derived())
shown(lambda: Base() < Derived())
shown(lambda: Derived() == Base())
shown(lambda: Base() == Plain())

# A comparison may give any object; chains and `not` ask its truth.
class Vector:
    def __init__(self, *items):
        self.items = items
    def __lt__(self, other):
        return [a < b for a, b in zip(self.items, other.items)]
print(Vector(1, 5) < Vector(2, 3), Vector(1) > Vector(0))
print(Vector() < Vector() < Vector())
# Sorting uses __lt__ only.
class Card:
    def __init__(self, rank):
        self.rank = rank
    def __lt__(self, other):
        return self.rank < other.rank
    def __repr__(self):
        return f"C{self.rank}"
cards = [Card(n) for n in (3, 1, 2)]
print(sorted(cards), min(cards), max(cards), sorted(cards, reverse=True))
for operation in (lambda: {} < {}, lambda: 1j < 2j, lambda: "a" < 1, lambda: None >= None, lambda: object() > object()):
    shown(operation)
