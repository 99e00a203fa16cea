; expect: False
.code unary_not
    RESUME 0
    LOAD_SMALL_INT 3
    TO_BOOL
    UNARY_NOT
    RETURN_VALUE
.end
