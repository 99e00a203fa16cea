# A cooperative scheduler for native coroutines: awaitables that suspend, a queue, cancellation, results.
from _collections import deque


class Suspend:
    def __init__(self, request):
        self.request = request

    def __await__(self):
        return (yield self.request)


class Channel:
    def __init__(self, name):
        self.name, self.items, self.waiting = name, deque(), deque()

    async def get(self):
        while not self.items:
            await Suspend(("wait", self))
        return self.items.popleft()

    async def put(self, item):
        self.items.append(item)
        await Suspend(("wake", self))


class Cancelled(Exception):
    pass


class Scheduler:
    def __init__(self):
        self.ready, self.results, self.clock = deque(), {}, 0

    def spawn(self, name, coroutine):
        self.ready.append((name, coroutine, None))

    def run(self):
        while self.ready:
            name, coroutine, value = self.ready.popleft()
            self.clock += 1
            try:
                kind, channel = coroutine.send(value)
            except StopIteration as stop:
                self.results[name] = stop.value
                continue
            except Exception as error:
                self.results[name] = repr(error)
                continue
            if kind == "wait":
                channel.waiting.append((name, coroutine, None))
            else:
                if channel.waiting:
                    self.ready.append(channel.waiting.popleft())
                self.ready.append((name, coroutine, None))

    def cancel(self, channel):
        for name, coroutine, _ in channel.waiting:
            try:
                coroutine.throw(Cancelled(name))
            except StopIteration as stop:
                self.results[name] = stop.value
            except Cancelled as error:
                self.results[name] = f"cancelled {error}"
        channel.waiting.clear()


async def producer(channel, count):
    for number in range(count):
        await channel.put(number * number)
    return f"produced {count}"


async def consumer(source, sink, count):
    total = 0
    for _ in range(count):
        total += (item := await source.get())
        if sink is not None:
            await sink.put(item + 1)
    return total


async def stubborn(channel):
    try:
        await channel.get()
    except Cancelled:
        return "cleaned up"


async def failing():
    await Suspend(("wake", Channel("none")))
    raise LookupError("nobody cares")


scheduler, a, b = Scheduler(), Channel("a"), Channel("b")
scheduler.spawn("p", producer(a, 6))
scheduler.spawn("c1", consumer(a, b, 3))
scheduler.spawn("c2", consumer(a, None, 3))
scheduler.spawn("c3", consumer(b, None, 3))
scheduler.spawn("late", consumer(b, None, 1))
scheduler.spawn("stubborn", stubborn(b))
scheduler.spawn("failing", failing())
scheduler.run()
scheduler.cancel(b)
for name, result in sorted(scheduler.results.items()):
    print(name, result)
print(scheduler.clock, list(a.items), list(b.items))
