; raises: UnboundLocalError: cannot access local variable 'a' where it is not associated with a value
.code delete_fast
.locals a
    RESUME 0
    LOAD_SMALL_INT 7
    STORE_FAST a
    DELETE_FAST a
    LOAD_FAST_CHECK a
    RETURN_VALUE
.end
