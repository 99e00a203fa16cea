# A discrete simulation with generators as processes, a clock, resources and a reproducible random source.
class Random:
    def __init__(self, seed): self.state = seed
    def __call__(self, n):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) % 2**64
        return (self.state >> 33) % n
class Simulation:
    def __init__(self): self.now, self.events, self.serial, self.log = 0, [], 0, []
    def at(self, delay, process, value=None):
        self.serial += 1
        entry, i = (self.now + delay, self.serial, process, value), len(self.events)
        while i and self.events[i - 1][:2] > entry[:2]: i -= 1
        self.events.insert(i, entry)
    def start(self, process): self.at(0, process)
    def run(self, until):
        while self.events and self.events[0][0] <= until:
            self.now, _, process, value = self.events.pop(0)
            try: command = process.send(value)
            except StopIteration as stop:
                self.log.append((self.now, process.__name__, stop.value))
                continue
            match command:
                case int(delay): self.at(delay, process)
                case ("get", resource): resource.request(process)
                case ("put", resource): resource.release(); self.at(0, process)
                case other: self.at(0, process, other)
class Resource:
    def __init__(self, sim, size): self.sim, self.free, self.waiting, self.longest = sim, size, [], 0
    def request(self, process):
        if self.free: self.free -= 1; self.sim.at(0, process, self.sim.now)
        else:
            self.waiting.append(process)
            self.longest = max(self.longest, len(self.waiting))
    def release(self):
        if self.waiting: self.sim.at(0, self.waiting.pop(0), self.sim.now)
        else: self.free += 1
def customer(sim, desk, random, waits):
    arrived = sim.now
    yield ("get", desk)
    waits.append(sim.now - arrived)
    yield 3 + random(5)
    yield ("put", desk)
    return sim.now - arrived
def arrivals(sim, desk, random, waits, n):
    for i in range(n):
        yield random(6)
        sim.start(customer(sim, desk, random, waits))
    return n
for desks in (1, 2, 3):
    sim, waits = Simulation(), []
    desk = Resource(sim, desks)
    sim.start(arrivals(sim, desk, Random(7), waits, 40))
    sim.run(10000)
    served = [v for _, name, v in sim.log if name == "customer"]
    print(desks, sim.now, len(served), sum(waits), max(waits), desk.longest, max(served), len(sim.events))
class Elevator:
    def __init__(self, floors): self.floor, self.floors, self.riders, self.moved = 0, floors, [], 0
    def run(self, calls):
        pending = sorted(calls)
        while pending or self.riders:
            targets = [p[1] for p in pending if p[0] <= self.moved] + [r[2] for r in self.riders]
            if not targets:
                self.moved = pending[0][0]
                continue
            goal = min(targets, key=lambda f: (abs(f - self.floor), f))
            step = (goal > self.floor) - (goal < self.floor)
            self.floor, self.moved = self.floor + step, self.moved + abs(step)
            for rider in [r for r in self.riders if r[2] == self.floor]:
                self.riders.remove(rider)
                yield rider, self.moved
            for call in [p for p in pending if p[1] == self.floor and p[0] <= self.moved]:
                pending.remove(call)
                self.riders.append(call)
random = Random(3)
calls = [(t, f, g) for t in range(0, 60, 4) if (f := random(8)) != (g := random(8))]
delivered = list(Elevator(8).run(calls))
print(len(calls), len(delivered), delivered[0], delivered[-1], sum(t - c[0] for c, t in delivered))
walk, seen = [0, 0], set()
for i in range(300):
    walk[random(2)] += random(3) - 1
    seen.add(tuple(walk))
print(walk, len(seen), [Random(1)(100) for _ in range(2)], [r(10) for r in [Random(5)] for _ in range(8)])
