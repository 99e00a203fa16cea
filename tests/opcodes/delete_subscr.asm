; expect: {}
.code delete_subscr
.locals a
    RESUME 0
    LOAD_SMALL_INT 1
    LOAD_SMALL_INT 2
    BUILD_MAP 1
    STORE_FAST a
    LOAD_FAST a
    LOAD_SMALL_INT 1
    DELETE_SUBSCR
    LOAD_FAST a
    RETURN_VALUE
.end
