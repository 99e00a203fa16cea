; expect: 7
.code fast_locals
.locals a
    RESUME 0
    LOAD_SMALL_INT 7
    STORE_FAST a
    LOAD_FAST a
    RETURN_VALUE
.end
