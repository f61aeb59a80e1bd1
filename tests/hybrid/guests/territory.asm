; Marks all the memory it has below 640 KiB with its own pattern, over and over, and looks whether it
; ever reads anything else. PATTERN is told by the assembler.
        cpu 686
        bits 16
        org 0

%include "pc.inc"

FIRST_SEGMENT     equ 0x1000
SEGMENTS          equ 8
ROUNDS            equ 6

start:
        enter_guest
        call uart_init
        ; Memory that nobody has written to is zero, whoever had it before.
        xor eax, eax
        call check
        mov ebp, 1
.round:
        mov eax, ebp
        imul eax, eax, 0x01010101
        xor eax, PATTERN
        call mark
        ; Others get the processor meanwhile: the access, and the slice that ends during it.
        push eax
        mov cx, 20
.away:
        in al, POST_PORT
        loop .away
        pop eax
        call check
        inc ebp
        cmp ebp, ROUNDS
        jbe .round
        say "only its own", 10
        end_with 0

; All doublewords become EAX plus their offset.
mark:
        mov dx, FIRST_SEGMENT
.segment:
        mov es, dx
        xor di, di
        mov ebx, eax
.word:
        mov [es:di], ebx
        inc ebx
        add di, 4
        jnz .word
        add dx, 0x1000
        cmp dx, FIRST_SEGMENT + SEGMENTS * 0x1000
        jb .segment
        ret

; Ends the machine with 1 unless all doublewords are what mark() wrote (all zero for EAX = 0).
check:
        mov dx, FIRST_SEGMENT
.segment:
        mov es, dx
        xor di, di
        mov ebx, eax
.word:
        cmp [es:di], ebx
        jne .foreign
        cmp eax, 1
        sbb ebx, -1
        add di, 4
        jnz .word
        add dx, 0x1000
        cmp dx, FIRST_SEGMENT + SEGMENTS * 0x1000
        jb .segment
        ret
.foreign:
        mov eax, [es:di]
        call print_hex32
        say " is not its own", 10
        end_with 1

%include "console.inc"

        rom_end
