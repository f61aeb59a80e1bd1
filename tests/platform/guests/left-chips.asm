; A boot sector that shows how it finds the machine's chips: the control word of the PIT's counters 0 and 2, the
; masks of both PICs, the edges of the slave's lines, the mode of the keyboard controller.
        cpu 386
        bits 16
        org 0x7C00

start:
        cli
        xor ax, ax
        mov ds, ax
        mov ss, ax
        mov sp, 0x7000
        mov al, 0xE2             ; read back: status of counter 0
        out 0x43, al
        in al, 0x40
        and al, 0x3F
        call put_byte
        mov al, 0xE8             ; of counter 2
        out 0x43, al
        in al, 0x42
        and al, 0x3F
        call put_byte
        in al, 0x21
        call put_byte
        in al, 0xA1
        call put_byte
        mov dx, 0x4D1
        in al, dx
        call put_byte
empty:  in al, 0x64
        test al, 1
        jz mode
        in al, 0x60
        jmp empty
mode:   mov al, 0x20
        out 0x64, al
.wait:  in al, 0x64
        test al, 1
        jz .wait
        in al, 0x60
        call put_byte
        mov al, 10
        call put_char
        mov dx, 0x3FD
.sent:  in al, dx
        test al, 0x40
        jz .sent
        mov al, 0
        out 0xF4, al
        hlt

put_byte:
        push ax
        shr al, 4
        call put_digit
        pop ax
        and al, 15
        call put_digit
        mov al, ' '
        jmp put_char
put_digit:
        add al, '0'
        cmp al, '9'
        jbe put_char
        add al, 'A' - '9' - 1
put_char:
        push ax
        mov dx, 0x3FD
.wait:  in al, dx
        test al, 0x20
        jz .wait
        pop ax
        mov dx, 0x3F8
        out dx, al
        ret

        times 510 - ($ - $$) db 0
        dw 0xAA55
