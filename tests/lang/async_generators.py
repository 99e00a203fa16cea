# Asynchronous generators, driven by hand.
class Pause:
    def __await__(self):
        got = yield "pause"
        return got
async def numbers():
    try:
        for n in range(3):
            got = await Pause()
            sent = yield n
            print("got", got, "sent", sent)
    finally:
        print("cleanup")
async def main():
    async for n in numbers():
        print("item", n)
    print([n async for n in numbers()])
    g = numbers()
    print(await g.__anext__(), await g.asend("hello"))
    await g.aclose()
    try:
        await g.__anext__()
    except StopAsyncIteration:
        print("over")
    g = numbers()
    await g.__anext__()
    try:
        await g.athrow(ValueError("thrown"))
    except ValueError as error:
        print(error)
    return "done"
def run(coroutine):
    steps = 0
    try:
        while True:
            coroutine.send(None if steps == 0 else steps)
            steps += 1
    except StopIteration as stop:
        return steps, stop.value
print(run(main()))
print(numbers().ag_running, type(numbers()).__name__)
