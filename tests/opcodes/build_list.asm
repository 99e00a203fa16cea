; expect: [1, 2]
.code build_list
    RESUME 0
    LOAD_SMALL_INT 1
    LOAD_SMALL_INT 2
    BUILD_LIST 2
    RETURN_VALUE
.end
