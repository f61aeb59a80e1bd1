; A computation without a single port access until its end: multiply, shift, memory and branches.
        cpu 686
        bits 16
        org 0

%include "pc.inc"

; Rounds of the loop: the first four bytes of the image, little endian, there to be patched.
rounds:
        dd 10000000

table             equ 0x8000      ; 16 KiB that the loop walks at random

start:
        enter_guest
        call uart_init
        mov di, table
        mov cx, 0x4000 / 4
        xor eax, eax
        rep stosd

        mov ecx, [cs:rounds]
        mov eax, 1
        xor edx, edx
.round:
        imul eax, eax, 1664525
        add eax, 1013904223
        mov ebx, eax
        shr ebx, 18
        and bx, 0x3FFC
        add [table + bx], eax
        test eax, 0x40000000
        jz .even
        xor edx, [table + bx]
.even:
        rol edx, 3
        dec ecx
        jnz .round

        push edx
        mov eax, [cs:rounds]
        call print_decimal
        say " rounds, result "
        pop eax
        call print_hex32
        call print_newline
        end_with 0

%include "console.inc"

        rom_end
