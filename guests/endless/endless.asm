; A computation that never ends and touches no port: multiply, shift, memory and branches.
        cpu 686
        bits 16
        org 0

%include "pc.inc"

table             equ 0x8000      ; 16 KiB that the loop walks at random

start:
        enter_guest
        mov eax, 1
.round:
        imul eax, eax, 1664525
        add eax, 1013904223
        mov ebx, eax
        shr ebx, 18
        and bx, 0x3FFC
        add [table + bx], eax
        test eax, 0x40000000
        jz .round
        xor edx, [table + bx]
        jmp .round

%include "console.inc"

        rom_end
