; A 128 KiB ROM that reads itself: at the top of memory, below 1 MiB, and in unreal mode all of both.
        cpu 686
        bits 16
        org 0

%include "pc.inc"

ROM_BYTES       equ 0x20000
TOP             equ 0xFFFE0000
LOW             equ 0xE0000
FLAT_DATA       equ 8

lower_half:
        db "first byte of the ROM"
        times 0x10000 - ($ - $$) db 0x5A

section upper start=0x10000 vstart=0
signature:
        dd 0x12345678

; Entered with CS still based at FFFF0000h, so that the copy at the top answers.
at_the_top:
        mov ebp, [cs:signature]
        jmp 0xF000:start

start:
        enter_guest
        call uart_init
        cmp ebp, 0x12345678
        jne .wrong
        say "read at the top of memory", 10
        cmp dword [cs:signature], 0x12345678
        jne .wrong
        say "read below 1 MiB", 10

        ; A data segment of 4 GiB outlives protected mode.
        lgdt [cs:gdt_pointer]
        mov eax, cr0
        or al, 1
        mov cr0, eax
        mov bx, FLAT_DATA
        mov ds, bx
        mov es, bx
        and al, 0xFE
        mov cr0, eax
        mov esi, TOP
        mov edi, LOW
        mov ecx, ROM_BYTES / 4
        a32 repe cmpsd
        jne .wrong
        cmp byte [dword TOP], 'f'
        jne .wrong
        xor bx, bx
        mov ds, bx
        mov es, bx
        say "both copies are equal", 10
        end_with 0
.wrong:
        xor bx, bx
        mov ds, bx
        end_with 1

%include "console.inc"

        align 8, db 0
gdt:    dq 0, 0x00CF93000000FFFF
gdt_pointer:
        dw gdt_pointer - gdt - 1
        dd 0xF0000 + gdt

        times 0xFFF0 - ($ - $$) db 0xFF
        jmp at_the_top
        times 0x10000 - ($ - $$) db 0xFF
