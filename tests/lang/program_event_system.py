# Signals and slots: descriptors, weak references, decorators that register, `__call__`, priorities.
from _weakref import ref


class Signal:
    def __set_name__(self, owner, name):
        self.name = "_signal_" + name

    def __get__(self, instance, owner=None):
        if instance is None:
            return self
        if self.name not in instance.__dict__:
            instance.__dict__[self.name] = BoundSignal(instance)
        return instance.__dict__[self.name]


class BoundSignal:
    def __init__(self, sender):
        self.sender, self.slots = ref(sender), []

    def connect(self, function=None, *, priority=0):
        if function is None:
            return lambda function: self.connect(function, priority=priority)
        self.slots.append((-priority, len(self.slots), function))
        self.slots.sort(key=lambda slot: slot[:2])
        return function

    def __call__(self, *args, **kwargs):
        results = []
        for _, _, slot in list(self.slots):
            result = slot(self.sender(), *args, **kwargs)
            if result is StopPropagation:
                break
            results.append(result)
        return results

    def __len__(self):
        return len(self.slots)


class StopPropagation:
    pass


class Button:
    pressed = Signal()
    released = Signal()

    def __init__(self, label):
        self.label = label

    def __repr__(self):
        return f"<{self.label}>"


ok, cancel = Button("ok"), Button("cancel")


@ok.pressed.connect
def first(sender, times):
    return f"first {sender} {times}"


@ok.pressed.connect(priority=5)
def urgent(sender, times):
    return f"urgent {sender} {times}"


@cancel.pressed.connect
@ok.released.connect
def shared(sender, *args, **kwargs):
    return sender, args, sorted(kwargs.items())


print(ok.pressed(1), ok.released(2, loud=True), cancel.pressed())
print(len(ok.pressed), len(cancel.released), bool(cancel.released), Button.pressed is Button.__dict__["pressed"])
ok.pressed.connect(lambda sender, times: StopPropagation if times > 1 else "low", priority=-1)
ok.pressed.connect(lambda sender, times: "never" if times > 1 else "last", priority=-2)
print(ok.pressed(1), ok.pressed(2))
signal = cancel.pressed
del cancel
print(signal.sender(), signal(3))
