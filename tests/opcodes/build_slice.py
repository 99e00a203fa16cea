# expect: slice(1, 2, 3)
# emits: BUILD_SLICE
class Show:
    def __getitem__(self, key):
        return key
a = 1
result = Show()[a:2:3]
