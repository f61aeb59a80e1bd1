; Reads the timer in rounds for as long as its device model may be put elsewhere: a 64 KiB ROM, real mode, interrupts
; off. The serial line gets how many rounds there were (values), the debug port how long the accesses of each took
; (cycles): the round in which the model was installed is seen there.
        cpu 686
        bits 16
        org 0

%include "pc.inc"

ROUNDS          equ 60
ACCESSES        equ 50
rounds_left     equ LIB_END

start:
        enter_guest
        call uart_init
        mov al, 0xFF
        out PIC0_DATA, al
        out PIC1_DATA, al
        mov byte [lib_sink], SINK_SERIAL
        mov eax, ROUNDS
        call print_decimal
        say " rounds of IN 40h", 10
        call wait_transmitter

        mov byte [lib_sink], SINK_DEBUG
        mov word [rounds_left], ROUNDS
.round:
        mov dx, PIT_COUNTER0
        mov bx, OP_IN8
        xor edi, edi
        mov ecx, ACCESSES
        call measure_access
        call print_measurement
        call print_newline
        dec word [rounds_left]
        jnz .round
        end_with 0

%include "console.inc"
%include "measure.inc"

        rom_end
