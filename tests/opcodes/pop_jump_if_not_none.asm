; expect: 'jumped'
.code pop_jump_if_not_none
    RESUME 0
    LOAD_CONST 5
    POP_JUMP_IF_NOT_NONE yes
    RETURN_CONST "fell"
yes:
    RETURN_CONST "jumped"
.end
