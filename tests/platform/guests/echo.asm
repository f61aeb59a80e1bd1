; Says hello, sends back what it is sent, and ends after a q.
        cpu 686
        bits 16
        org 0

%include "pc.inc"

start:
        enter_guest
        call uart_init
        say "echo", 10
next:   mov dx, 0x3FD
        in al, dx
        test al, 0x01
        jz next
        mov dx, 0x3F8
        in al, dx
        mov bl, al
        call put_char
        cmp bl, 'q'
        jne next
        call wait_transmitter
        end_with 0

%include "console.inc"

        rom_end
