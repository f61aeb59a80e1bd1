; One access script: asks every device of a PC something whose answer does not depend on time, in every
; width, and prints each answer on the first serial line.
        cpu 686
        bits 16
        org 0

%include "pc.inc"

OP_IN8            equ 0
OP_IN16           equ 2
OP_IN32           equ 4
OP_OUT8           equ 6
OP_OUT16          equ 8
OP_OUT32          equ 10
OP_AWAIT          equ 12
OP_END            equ 14

start:
        enter_guest
        call uart_init
        mov si, rows
.row:
        mov bx, [cs:si]
        cmp bx, OP_END
        je .memory
        mov dx, [cs:si + 2]
        mov edi, [cs:si + 4]
        xor eax, eax
        cmp bx, OP_OUT8
        jb .ask
        mov eax, edi
.ask:
        call [cs:bx + operations]
        cmp bx, OP_OUT8
        jae .next
        and eax, edi
        push eax
        mov ax, dx
        call print_hex16
        mov al, ' '
        call put_char
        pop eax
        call print_hex32
        call print_newline
.next:
        add si, 8
        jmp .row

; The video window: what is written there is read back, in every width and across the two planes.
.memory:
        mov ax, 0xB800
        mov es, ax
        mov word [es:0], 0x0748
        mov dword [es:2], 0x0721_0769
        mov byte [es:7], 0x1E
        mov eax, [es:0]
        call .print
        mov eax, [es:4]
        call .print
        xor eax, eax
        mov ax, [es:3]
        call .print
        end_with 0
.print:
        call print_hex32
        jmp print_newline

operations:
        dw .in8, .in16, .in32, .out8, .out16, .out32, .await
.in8:
        in al, dx
        ret
.in16:
        in ax, dx
        ret
.in32:
        in eax, dx
        ret
.out8:
        out dx, al
        ret
.out16:
        out dx, ax
        ret
.out32:
        out dx, eax
        ret
; Until the bits of AL's mask read as AH says; a device that never does is given up.
.await:
        mov ecx, 100000
        mov edi, eax
.again:
        in al, dx
        mov bx, di
        and al, bl
        cmp al, bh
        je .seen
        loop .again, ecx
.seen:
        mov bx, OP_AWAIT
        ret

%macro ask 2-3 0xFFFFFFFF       ; operation, port, the bits of the answer that count
        dw %1, %2
        dd %3
%endmacro
%macro tell 3                   ; operation, port, value
        dw %1, %2
        dd %3
%endmacro
%macro await 3                  ; port, mask, value
        dw OP_AWAIT, %1
        dd (%3) << 8 | (%2)
%endmacro
%macro controller_in 0
        await KBC_STATUS, 1, 1
        ask OP_IN8, KBC_DATA
%endmacro
%macro controller_out 2
        await KBC_STATUS, 2, 0
        tell OP_OUT8, %1, %2
%endmacro

rows:
        ; PIT: counter 2 stands still (gate low); latched count and status, then wide reads past it
        tell OP_OUT8, PORT_61, 0
        tell OP_OUT8, PIT_CONTROL, 0xB0
        tell OP_OUT8, PIT_COUNTER2, 0x34
        tell OP_OUT8, PIT_COUNTER2, 0x12
        ask OP_IN8, PORT_61, 0xEF
        tell OP_OUT8, PIT_CONTROL, 0xC8
        ask OP_IN8, PIT_COUNTER2
        ask OP_IN8, PIT_COUNTER2
        ask OP_IN8, PIT_COUNTER2
        ask OP_IN16, PIT_COUNTER2
        ask OP_IN8, PIT_COUNTER2
        ask OP_IN32, PIT_COUNTER2
        ask OP_IN8, PIT_COUNTER2
        tell OP_OUT16, PIT_COUNTER2, 0xC878
        tell OP_OUT8, PIT_COUNTER2, 0x56
        ask OP_IN8, PIT_COUNTER2
        ; PIC: initialised, masked, nothing requested; edge/level registers as a word
        tell OP_OUT8, PIC0_COMMAND, 0x11
        tell OP_OUT8, PIC0_DATA, 0x08
        tell OP_OUT8, PIC0_DATA, 0x04
        tell OP_OUT8, PIC0_DATA, 0x01
        tell OP_OUT8, PIC1_COMMAND, 0x11
        tell OP_OUT8, PIC1_DATA, 0x70
        tell OP_OUT8, PIC1_DATA, 0x02
        tell OP_OUT8, PIC1_DATA, 0x01
        tell OP_OUT16, PIC0_COMMAND, 0xFF0B
        tell OP_OUT8, PIC1_DATA, 0xA5
        ask OP_IN16, PIC0_COMMAND
        ask OP_IN8, PIC1_DATA
        tell OP_OUT16, 0x4D0, 0x0E20
        ask OP_IN16, 0x4D0
        tell OP_OUT16, 0x4D0, 0
        ; RTC: battery memory, index and data in one word, the date, status B and D
        tell OP_OUT16, RTC_INDEX, 0x5A40
        tell OP_OUT16, RTC_INDEX, 0xC341
        tell OP_OUT8, RTC_INDEX, 0x40
        ask OP_IN8, RTC_DATA
        tell OP_OUT8, RTC_INDEX, 0x41
        ask OP_IN8, RTC_DATA
        tell OP_OUT8, RTC_INDEX, 0x09
        ask OP_IN8, RTC_DATA
        tell OP_OUT8, RTC_INDEX, 0x0B
        ask OP_IN8, RTC_DATA
        tell OP_OUT8, RTC_INDEX, 0x0D
        ask OP_IN8, RTC_DATA
        ; Keyboard controller: self-test, command byte, output port; the keyboard's identity
        controller_out KBC_COMMAND, 0xAA
        controller_in
        controller_out KBC_COMMAND, 0x60
        controller_out KBC_DATA, 0x44
        controller_out KBC_COMMAND, 0x20
        controller_in
        controller_out KBC_COMMAND, 0xAB
        controller_in
        controller_out KBC_DATA, 0xF2
        controller_in
        controller_in
        controller_in
        controller_out KBC_DATA, 0xEE
        controller_in
        ; System control port A
        tell OP_OUT8, SYSTEM_PORT_A, 0x02
        ask OP_IN8, SYSTEM_PORT_A
        ; The second UART: divisor as a word, scratch, loopback with a byte sent round, four registers at once
        tell OP_OUT8, 0x2FB, 0x83
        tell OP_OUT16, 0x2F8, 0x0001
        ask OP_IN16, 0x2F8
        tell OP_OUT16, 0x2FB, 0x1F03
        tell OP_OUT8, 0x2FF, 0x5A
        ask OP_IN8, 0x2FE, 0xF0
        tell OP_OUT8, 0x2F8, 0x55
        await 0x2FD, 1, 1
        ask OP_IN8, 0x2F8
        ask OP_IN8, 0x2FA
        await 0x2FD, 0x60, 0x60
        ask OP_IN32, 0x2FC
        ; VGA: an indexed register by bytes and by a word, the DAC's mask; then text mode's window
        tell OP_OUT8, 0x3C2, 0x67
        tell OP_OUT16, 0x3D4, 0x5A0F
        ask OP_IN8, 0x3D5
        ask OP_IN16, 0x3D4
        tell OP_OUT8, 0x3C6, 0xA7
        ask OP_IN8, 0x3C6
        ask OP_IN8, 0x3CC
        tell OP_OUT16, 0x3C4, 0x0302
        tell OP_OUT16, 0x3C4, 0x0204
        tell OP_OUT16, 0x3CE, 0x1005
        tell OP_OUT16, 0x3CE, 0x0E06
        tell OP_OUT16, 0x3CE, 0xFF08
        ; DMA: a base address through the flip-flop, page registers as a word
        tell OP_OUT8, 0x0C, 0
        tell OP_OUT8, 0x04, 0x34
        tell OP_OUT8, 0x04, 0x12
        tell OP_OUT8, 0x0C, 0
        ask OP_IN8, 0x04
        ask OP_IN8, 0x04
        tell OP_OUT16, 0x81, 0xA55A
        ask OP_IN16, 0x81
        ; POST and debug ports
        tell OP_OUT8, POST_PORT, 0x42
        ask OP_IN8, POST_PORT
        tell OP_OUT16, 0x402, '.'
        ask OP_IN8, DEBUG_PORT
        ; The first UART's scratch register and what lies behind it; a machine without a disk; nothing at all
        tell OP_OUT8, UART_SCRATCH, 0xA7
        ask OP_IN32, UART_MSR, 0xFFFFFFF0
        ask OP_IN8, ATA_STATUS
        ask OP_IN16, ATA_DATA
        ask OP_IN32, ATA_DATA
        tell OP_OUT32, 0x6F0, 0x12345678
        ask OP_IN8, 0x6F0
        ask OP_IN16, 0x6F0
        ask OP_IN32, 0x6F0
        dw OP_END

%include "console.inc"

        rom_end
