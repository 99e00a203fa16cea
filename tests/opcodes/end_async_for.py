# expect: 'else'
# emits: END_ASYNC_FOR
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
    async for number in Numbers(1):
        pass
    else:
        return "else"
result = run(main())
