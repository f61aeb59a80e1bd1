; What a port-busy guest does: compute a while, read the timer, compute, read the clock's CMOS memory. Where the two
; are decides what the reads cost; under `many` the timer is in the hypervisor and the clock in the service OS.
        cpu 686
        bits 16
        org 0

%include "pc.inc"

; Loops, and the rounds of computation before each read: the first bytes of the image, there to be patched.
loops:  dd 2000
rounds: dd 5000

CMOS_INDEX      equ 0x70
CMOS_DATA       equ 0x71
MEMORY_BYTE     equ 0x40        ; of the CMOS memory's user part

compute:
        mov ecx, [cs:rounds]
.round: imul eax, eax, 1664525
        add eax, 1013904223
        dec ecx
        jnz .round
        ret

start:
        enter_guest
        call uart_init
        mov al, MEMORY_BYTE
        out CMOS_INDEX, al
        mov al, 0x5A
        out CMOS_DATA, al
        mov esi, [cs:loops]
        xor edi, edi
        mov eax, 1
.loop:
        call compute
        push eax
        in al, 0x40
        pop eax
        call compute
        push eax
        in al, CMOS_DATA
        movzx edx, al
        add edi, edx
        pop eax
        dec esi
        jnz .loop

        ; Every read gave what was written.
        mov eax, [cs:loops]
        imul eax, eax, 0x5A
        cmp eax, edi
        jne .bad
        mov eax, [cs:loops]
        call print_decimal
        say " loops", 10
        call wait_transmitter
        end_with 0
.bad:   say "wrong", 10
        call wait_transmitter
        end_with 1

%include "console.inc"

        rom_end
