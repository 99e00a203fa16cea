; expect: 6
.code attributes
.locals f
.code f
    RESUME 0
    RETURN_CONST None
.end
    RESUME 0
    LOAD_CONST code f
    MAKE_FUNCTION
    STORE_FAST f
    LOAD_SMALL_INT 6
    LOAD_FAST f
    STORE_ATTR mark
    LOAD_FAST f
    LOAD_ATTR mark
    RETURN_VALUE
.end
