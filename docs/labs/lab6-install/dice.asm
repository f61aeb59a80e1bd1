; Lab 6: rolls the dice at port 320h and says what they came to.
        cpu 686
        bits 16
        org 0

%include "pc.inc"

ROLLS           equ 6000

start:
        enter_guest
        call uart_init
        mov byte [lib_sink], SINK_SERIAL
        mov al, 0xFF
        out PIC0_DATA, al
        out PIC1_DATA, al

        mov cx, ROLLS
        xor ebx, ebx
.roll:
        mov dx, 0x320
        in al, dx
        movzx eax, al
        add ebx, eax
        loop .roll

        mov eax, ebx
        call print_decimal
        say " in all", 10
        end_with 0

%include "console.inc"

        rom_end
