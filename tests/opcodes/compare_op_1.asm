; expect: True
.code compare_op_1
    RESUME 0
    LOAD_CONST 2
    LOAD_CONST 2
    COMPARE_OP <=
    RETURN_VALUE
.end
