# expect: 'ZeroDivisionError'
# emits: WITH_EXCEPT_START
class Manager:
    def __enter__(self):
        return self
    def __exit__(self, kind, error, traceback):
        self.kind = kind.__name__
        return True
with Manager() as manager:
    1 / 0
result = manager.kind
