; Computes for ever.
        cpu 686
        bits 16
        org 0

%include "pc.inc"

start:
        enter_guest
.round:
        inc eax
        imul ebx, eax, 1664525
        jmp .round

%include "console.inc"

        rom_end
