; expect: 'jumped'
.code pop_jump_if_none
    RESUME 0
    LOAD_CONST None
    POP_JUMP_IF_NONE yes
    RETURN_CONST "fell"
yes:
    RETURN_CONST "jumped"
.end
