; expect: ['generator', 1]
.code get_yield_from_iter
    RESUME 0
    BUILD_LIST 0
    LOAD_CONST "generator"
    LIST_APPEND 1
    LOAD_CONST (1,)
    GET_YIELD_FROM_ITER
    LIST_EXTEND 1
    RETURN_VALUE
.end
