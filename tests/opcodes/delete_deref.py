# raises: NameError: cannot access free variable 'a' where it is not associated with a value in enclosing scope
# emits: DELETE_DEREF
def outer():
    a = 1
    def inner():
        return a
    del a
    return inner()
result = outer()
