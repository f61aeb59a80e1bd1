; A bare measuring loop over the devices' ports: a 64 KiB ROM, real mode, interrupts off.
; The serial line gets which accesses were made (values), the debug port how long they took (cycles).
        cpu 686
        bits 16
        org 0

%include "pc.inc"

; Accesses a row: the first four bytes of the image, little endian, there to be patched.
accesses_a_row:
        dd 1000
; How many of the rows are measured, from the first on: the next four bytes, there to be patched.
rows_measured:
        dd (rows.end - rows) / row_size

start:
        enter_guest
        call uart_init
        call quiet_devices
        mov si, rows
.row:
        mov ax, [cs:rows_measured]
        imul ax, ax, row_size
        add ax, rows
        cmp si, ax
        jae .done
        mov byte [lib_sink], SINK_SERIAL
        call print_row
        mov eax, [cs:accesses_a_row]
        call print_decimal
        say " accesses", 10
        call wait_transmitter

        mov dx, [cs:si + row.port]
        mov bx, [cs:si + row.op]
        mov edi, [cs:si + row.value]
        mov ecx, [cs:accesses_a_row]
        call measure_access

        mov byte [lib_sink], SINK_DEBUG
        call print_row
        call print_measurement
        call print_newline
        add si, row_size
        jmp .row
.done:
        end_with 0

; Masks both interrupt controllers and points the RTC at a byte that reads without side effects.
quiet_devices:
        mov al, 0xFF
        out PIC0_DATA, al
        out PIC1_DATA, al
        mov al, 0x0F
        out RTC_INDEX, al
        ret

; "pit 0040 in 1: "
print_row:
        push si
        lea si, [si + row.name]
        call print_string
        pop si
        mov al, ' '
        call put_char
        mov ax, [cs:si + row.port]
        call print_hex16
        mov bx, [cs:si + row.op]
        shr bx, 2
        cmp bx, 3
        jae .out
        say " in "
        jmp .width
.out:
        say " out "
        sub bx, 3
.width:
        mov al, [cs:bx + widths]
        call put_char
        say ": "
        ret
widths: db "124"

struc row
.name:  resb 12
.port:  resw 1
.op:    resw 1
.value: resd 1
endstruc

%macro measured 4
        istruc row
        at row.name, db %1
        at row.port, dw %2
        at row.op, dw %3
        at row.value, dd %4
        iend
%endmacro

; What is written changes nothing: the value a register holds already, a latch command, a scratch.
rows:
        measured "pit", PIT_COUNTER0, OP_IN8, 0
        measured "pit", PIT_CONTROL, OP_OUT8, 0
        measured "pic", PIC0_DATA, OP_IN8, 0
        measured "pic", PIC0_DATA, OP_OUT8, 0xFF
        measured "pic", PIC0_DATA, OP_IN16, 0
        measured "rtc", RTC_DATA, OP_IN8, 0
        measured "rtc", RTC_INDEX, OP_OUT8, 0x0F
        measured "keyboard", KBC_STATUS, OP_IN8, 0
        measured "port61", PORT_61, OP_IN8, 0
        measured "port92", SYSTEM_PORT_A, OP_IN8, 0
        measured "uart", UART_LSR, OP_IN8, 0
        measured "uart", UART_SCRATCH, OP_OUT8, 0x5A
        measured "uart", UART_LSR, OP_IN16, 0
        measured "floppy", 0x3F4, OP_IN8, 0
        measured "vga", 0x3D5, OP_IN8, 0
        measured "vga", 0x3D4, OP_OUT16, 0x000F
        measured "post", POST_PORT, OP_OUT8, 0
        measured "post", POST_PORT, OP_OUT16, 0
        measured "post", POST_PORT, OP_OUT32, 0
        measured "debug", DEBUG_PORT, OP_IN8, 0
        measured "disk", ATA_STATUS, OP_IN8, 0
        measured "disk", ATA_DATA, OP_IN16, 0
        measured "disk", ATA_DATA, OP_IN32, 0
        measured "unclaimed", 0x6F0, OP_IN8, 0
        measured "unclaimed", 0x6F0, OP_IN16, 0
        measured "unclaimed", 0x6F0, OP_IN32, 0
.end:

%include "console.inc"
%include "measure.inc"

        rom_end
