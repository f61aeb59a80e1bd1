; A computation that never ends and touches no port.
        cpu 686
        bits 16
        org 0

%include "pc.inc"
%include "computation.inc"

start:
        enter_guest
        mov eax, 1
.round:
        computation_round
        jmp .round

%include "console.inc"

        rom_end
