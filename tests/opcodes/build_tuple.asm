; expect: (1,)
.code build_tuple
    RESUME 0
    LOAD_SMALL_INT 1
    BUILD_TUPLE 1
    RETURN_VALUE
.end
