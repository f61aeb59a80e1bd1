; Writes to the memory of a device at D0000h and reads it back there and by the device's ports at 310h; ends with 0 if it is one.
        cpu 686
        bits 16
        org 0

%include "pc.inc"

start:
        enter_guest
        mov ax, 0xD000
        mov es, ax
        mov byte [es:2], 0x5A
        mov dx, 0x312
        in al, dx
        cmp al, 0x5A
        jne .wrong
        mov al, 0xC3
        inc dx
        out dx, al
        cmp byte [es:3], 0xC3
        jne .wrong
        xor al, al
        out EXIT_PORT, al
.wrong: mov al, 1
        out EXIT_PORT, al
        hlt

        rom_end
