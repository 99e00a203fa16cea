"""Sites that see more classes than their form knows give up without keeping a count of what they looked at."""
import gc
import sys
from _weakref import ref


class A:
    def execute(self):
        pass


class B:
    def execute(self):
        self.x = 1


class C:
    def __init__(self):
        self.y = 1

    def execute(self):
        return self.y


def run(things):
    for thing in things:
        thing.execute()


things = [A(), B(), C()]
before = [sys.getrefcount(thing) for thing in things]
for i in range(200):
    for thing in things:
        run([thing])
thing = None
print([sys.getrefcount(thing) - count for thing, count in zip(things, before)])
references = [ref(thing) for thing in things]
things.clear()
thing = None
print([reference() for reference in references])


class Node:
    def __init__(self):
        self.me = self


def make_cycles(count):
    """The most of cycles that are alive at a time: the collector runs though the heap does not grow."""
    alive = most = 0

    def died(_):
        nonlocal alive
        alive -= 1

    kept = set()
    for _ in range(count):
        node = Node()
        if _ % 100 == 0:
            kept.add(ref(node, died))
            alive += 1
            most = max(most, alive)
    return most


print(make_cycles(200_000) < 2_000)
gc.collect()
