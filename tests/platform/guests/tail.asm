; Writes a line to COM1 and turns the machine off while its last characters are still on their way. FIFO: the whole
; line goes into the transmitter's FIFO.
        cpu 686
        bits 16
        org 0

%include "pc.inc"

start:
        enter_guest
        call uart_init
%ifdef FIFO
        mov dx, 0x3FA
        mov al, 0x07
        out dx, al
        mov si, line
        mov cx, 16
        mov dx, 0x3F8
.next:  cs lodsb
        out dx, al
        loop .next
%else
        say "0123456789ABCDE", 10
%endif
        end_with 0

line:   db "0123456789ABCDE", 10

%include "console.inc"

        rom_end
