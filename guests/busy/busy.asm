; A computation without a single port access until its end: multiply, shift, memory and branches.
        cpu 686
        bits 16
        org 0

%include "pc.inc"
%include "computation.inc"

; Rounds of the loop: the first four bytes of the image, little endian, there to be patched.
rounds:
        dd 10000000

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
        computation_round
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
