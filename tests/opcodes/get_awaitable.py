# expect: 12
# emits: GET_AWAITABLE
class Ready:
    def __init__(self, value):
        self.value = value
    def __await__(self):
        return self.value
        yield
class Numbers:
    def __init__(self, count):
        self.left = count
    def __aiter__(self):
        return self
    async def __anext__(self):
        if not self.left:
            raise StopAsyncIteration
        self.left -= 1
        return self.left
def run(coroutine):
    try:
        coroutine.send(None)
    except StopIteration as stop:
        return stop.value
async def main():
    return 5 + await Ready(7)
result = run(main())
