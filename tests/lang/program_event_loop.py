# A small event loop: tasks of coroutines, sleeping by virtual time, queues, cancellation, gathering, errors.
class Sleep:
    def __init__(self, delay): self.delay = delay
    def __await__(self): yield ("sleep", self.delay)
class Cancelled(BaseException): pass
class Task:
    def __init__(self, coroutine, name): self.coroutine, self.name, self.waiters, self.done, self.result, self.error = coroutine, name, [], False, None, None
    def __await__(self):
        if not self.done: yield ("join", self)
        if self.error: raise self.error
        return self.result
class Loop:
    def __init__(self): self.time, self.ready, self.sleeping, self.order = 0, [], [], 0
    def spawn(self, coroutine, name=None):
        task = Task(coroutine, name or coroutine.__name__)
        self.ready.append((task, None))
        return task
    def finish(self, task, result=None, error=None):
        task.done, task.result, task.error = True, result, error
        self.ready += [(w, None) for w in task.waiters]
    def cancel(self, task): self.ready.append((task, Cancelled()))
    def step(self, task, error):
        if task.done: return
        try: request = task.coroutine.throw(error) if error else task.coroutine.send(None)
        except StopIteration as stop: self.finish(task, stop.value)
        except Cancelled: self.finish(task, "cancelled")
        except Exception as e: self.finish(task, error=e)
        else:
            match request:
                case ("sleep", delay):
                    self.order += 1
                    self.sleeping.append((self.time + delay, self.order, task))
                    self.sleeping.sort(key=lambda s: s[:2])
                case ("join", other): other.waiters.append(task)
                case ("yield",): self.ready.append((task, None))
    def run(self, main):
        task = self.spawn(main)
        while self.ready or self.sleeping:
            if not self.ready:
                self.time, _, sleeper = self.sleeping.pop(0)
                self.ready.append((sleeper, None))
            self.step(*self.ready.pop(0))
        if task.error: raise task.error
        return task.result
loop, log = Loop(), []
async def worker(name, delay, times):
    for i in range(times):
        await Sleep(delay)
        log.append((loop.time, name, i))
    return name.upper()
async def gather(*tasks): return [await t for t in tasks]
async def failing():
    await Sleep(1)
    raise ValueError("task failed")
async def cleanup():
    try: await Sleep(100)
    finally: log.append((loop.time, "cleaned up"))
class Queue:
    def __init__(self): self.items = []
    async def get(self):
        while not self.items: await Sleep(0.5)
        return self.items.pop(0)
async def consumer(queue):
    got = []
    while (item := await queue.get()) is not None: got.append(item)
    return got
async def main():
    a, b = loop.spawn(worker("a", 2, 3)), loop.spawn(worker("b", 3, 2))
    results = await gather(a, b)
    bad = loop.spawn(failing())
    try: await bad
    except ValueError as error: results.append(str(error))
    c = loop.spawn(cleanup())
    await Sleep(1)
    loop.cancel(c)
    results.append(await c)
    queue = Queue()
    reader = loop.spawn(consumer(queue))
    for item in (1, 2, None):
        queue.items.append(item)
        await Sleep(1)
    results.append(await reader)
    many = [loop.spawn(worker(str(i), i % 5, 2)) for i in range(30)]
    results.append(len(await gather(*many)))
    return results
print(loop.run(main()))
print(log[:6], len(log), loop.time)
