; expect: True
.code compare_op_0
    RESUME 0
    LOAD_CONST 1
    LOAD_CONST 2
    COMPARE_OP <
    RETURN_VALUE
.end
