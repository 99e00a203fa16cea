# A state machine made of generators: each state receives events by `send` and returns the next state.


def closed(log):
    log.append("closed")
    while True:
        event = yield
        if event == "open":
            return opened
        if event == "lock":
            return locked
        log.append(f"closed ignores {event}")


def opened(log):
    log.append("opened")
    count = 0
    try:
        while True:
            event = yield count
            count += 1
            if event == "close":
                return closed
    finally:
        log.append(f"opened for {count} events")


def locked(log):
    log.append("locked")
    code = yield "code?"
    while code != 1234:
        log.append("wrong code")
        code = yield "again?"
    return closed


def machine(log, state=closed):
    while True:
        state = yield from state(log)


log = []
door = machine(log)
print(next(door))
for event in ["knock", "open", "walk", "walk", "close", "lock", 1, 2, 1234, "open"]:
    print(event, "->", door.send(event))
print(door.gi_yieldfrom.gi_code.co_name, door.gi_frame.f_locals["state"].__name__)
door.close()
print(log)
try:
    door.send("open")
except StopIteration as stop:
    print("stopped", stop.value)
