; A disk whose boot program prints by INT 17h: the firmware's port 0 is initialized, a line goes out character by
; character, and each has to come back without a time-out. Fails with the number of the check.
        cpu 686
        bits 16
        org 0x7C00

%include "pc.inc"
%include "boot_sector.inc"

TIME_OUT          equ 0x01
NOT_BUSY          equ 0x80

        boot_sector 1

program:
        call uart_init
        mov ax, [0x408]                   ; the port of LPT1, as the firmware found it
        call print_hex16
        call print_newline
        cmp ax, 0x378
        mov bl, 2
        jne failed
        mov ah, 1
        xor dx, dx
        int 0x17
        mov si, line
.next:
        lodsb
        test al, al
        jz .printed
        mov ah, 0
        xor dx, dx
        int 0x17
        mov bl, 3
        test ah, TIME_OUT
        jnz failed
        jmp .next
.printed:
        mov ah, 2
        xor dx, dx
        int 0x17
        mov bl, 4
        test ah, NOT_BUSY
        jz failed
        say "printed", 10
        end_with 0

failed:
        end_with bl

line:
        db "INT 17h prints.", 13, 10, 0

%include "console.inc"

program_end:
        times IMAGE_SECTORS * 512 - ($ - $$) db 0
