# expect: [0, 1, 2, 'end']
# emits: YIELD_ASYNC_VALUE
async def numbers():
    for number in range(3):
        yield number

async def collect():
    found = []
    async for number in numbers():
        found.append(number)
    found.append("end")
    return found

try:
    collect().send(None)
except StopIteration as stop:
    result = stop.value
