# expect: ['enter', 'body', 'exit']
# emits: LOAD_SPECIAL
log = []
class Manager:
    def __enter__(self):
        log.append("enter")
    def __exit__(self, *details):
        log.append("exit")
with Manager():
    log.append("body")
result = log
