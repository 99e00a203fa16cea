; expect: {1: 2, 'a': 3}
.code build_map
    RESUME 0
    LOAD_SMALL_INT 1
    LOAD_SMALL_INT 2
    LOAD_CONST "a"
    LOAD_SMALL_INT 3
    BUILD_MAP 2
    RETURN_VALUE
.end
