; expect: -3
.code unary_negative
    RESUME 0
    LOAD_SMALL_INT 3
    UNARY_NEGATIVE
    RETURN_VALUE
.end
