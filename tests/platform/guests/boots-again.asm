; A Multiboot kernel that resets its machine once, by the keyboard controller, and has to be begun again as it was the
; first time: by its loader, with what it changed of itself as it is in its file.
        cpu 686
        bits 32
        org 0x100000

%include "pc.inc"

HEADER_MAGIC    equ 0x1BADB002
HEADER_FLAGS    equ 0x00010000          ; addresses below
BOOT_MAGIC      equ 0x2BADB002
BEEN_HERE       equ 0x80000             ; no part of the image: a reset leaves it
RESET           equ 0xFE

header: dd HEADER_MAGIC, HEADER_FLAGS, -(HEADER_MAGIC + HEADER_FLAGS)
        dd header, header, image_end, 0, start

start:
        cmp eax, BOOT_MAGIC
        jne wrong
        cmp byte [far_behind], 0x5A
        jne wrong
        cmp dword [BEEN_HERE], BOOT_MAGIC
        je again
        mov dword [BEEN_HERE], BOOT_MAGIC
        mov byte [far_behind], 0
        mov al, RESET
        out KBC_COMMAND, al
        jmp $
again:
        mov al, 0
        out EXIT_PORT, al
wrong:
        mov al, 1
        out EXIT_PORT, al

; More than a loader reads of a file at once.
        times 0x20000 db 0
far_behind:
        db 0x5A
image_end:
