; Writes what the clock shows to the serial line, once: century, year, month, day, hour, minute, second.
        cpu 686
        bits 16
        org 0

%include "pc.inc"

start:
        enter_guest
        call uart_init
        mov si, order
        mov cx, 7
.next:  cs lodsb
        out 0x70, al
        in al, 0x71
        mov ah, al
        shr al, 4
        add al, '0'
        call put_char
        mov al, ah
        and al, 15
        add al, '0'
        call put_char
        loop .next
        mov al, 10
        call put_char
        end_with 0

order:  db 0x32, 9, 8, 7, 4, 2, 0

%include "console.inc"

        rom_end
