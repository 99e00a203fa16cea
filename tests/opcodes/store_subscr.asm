; expect: [9]
.code store_subscr
.locals a
    RESUME 0
    LOAD_SMALL_INT 1
    BUILD_LIST 1
    STORE_FAST a
    LOAD_SMALL_INT 9
    LOAD_FAST a
    LOAD_SMALL_INT 0
    STORE_SUBSCR
    LOAD_FAST a
    RETURN_VALUE
.end
