; Prints through the parallel port: a line and every byte value by polling BUSY, then a line by interrupts. On the
; serial line stands what the port's registers read, which is the same wherever the port is.
        cpu 686
        bits 16
        org 0

%include "pc.inc"

PRINTER_DATA      equ 0x378
PRINTER_STATUS    equ 0x379
PRINTER_CONTROL   equ 0x37A
READY             equ 0x0C        ; nINIT high, nSELECT IN low
STROBE            equ 0x01
INTERRUPTS        equ 0x10
BUSY_NOT          equ 0x80
PRINTER_VECTOR    equ 0x27        ; IRQ 7

next_character    equ LIB_END     ; word: of what the handler prints

start:
        enter_guest
        call uart_init
        say "before: "
        call show_registers
        mov dx, PRINTER_CONTROL
        mov al, READY
        out dx, al
        say "ready: "
        call show_registers

        mov si, polled
.line:
        cs lodsb
        test al, al
        jz .bytes
        call print_polled
        jmp .line
.bytes:
        xor bl, bl
.byte:
        mov al, bl
        call print_polled
        inc bl
        jnz .byte

        mov word [next_character], interrupted
        mov word [PRINTER_VECTOR * 4], on_acknowledge
        mov word [PRINTER_VECTOR * 4 + 2], cs
        program_pic PRINTER_VECTOR & 0xF8, 0x7F
        call wait_ready
        call strobe_next
.wait:
        cli
        mov si, [next_character]
        cmp byte [cs:si - 1], 0
        je .printed
        sti
        hlt
        jmp .wait
.printed:
        mov dx, PRINTER_CONTROL
        mov al, READY
        out dx, al
        call wait_ready
        say "printed: "
        call show_registers
        end_with 0

; AL to the printer, as soon as it is not busy.
print_polled:
        push ax
        call wait_ready
        pop ax
        mov dx, PRINTER_DATA
        out dx, al
        mov dx, PRINTER_CONTROL
        mov al, READY | STROBE
        out dx, al
        mov al, READY
        out dx, al
        ret

wait_ready:
        mov dx, PRINTER_STATUS
.busy:
        in al, dx
        test al, BUSY_NOT
        jz .busy
        ret

on_acknowledge:
        pusha
        mov si, [next_character]
        cmp byte [cs:si - 1], 0
        je .end
        mov dx, PRINTER_STATUS
        in al, dx
        test al, BUSY_NOT         ; or it is about a character before that one
        jz .end
        call strobe_next
.end:
        mov al, 0x20
        out PIC0_COMMAND, al
        popa
        iret

; What is next goes to the printer, and its end interrupts; the zero at the end does not go.
strobe_next:
        mov si, [next_character]
        cs lodsb
        mov [next_character], si
        test al, al
        jz .end
        mov dx, PRINTER_DATA
        out dx, al
        mov dx, PRINTER_CONTROL
        mov al, READY | INTERRUPTS | STROBE
        out dx, al
        mov al, READY | INTERRUPTS
        out dx, al
.end:
        ret

show_registers:
        mov dx, PRINTER_DATA
        mov cx, 3
.register:
        in al, dx
        call print_hex8
        inc dx
        loop .register
        jmp print_newline

polled:
        db "polled", 13, 10, 0
interrupted:
        db "by interrupts", 13, 10, 0

%include "console.inc"

        rom_end
