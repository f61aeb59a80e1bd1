; Runs the stopwatch of examples/stopwatch for 50 ms, with its alarm at 25 ms, and looks whether it ever goes backwards.
        cpu 686
        bits 16
        org 0

%include "pc.inc"

start:
        enter_guest
        call uart_init
        mov byte [lib_sink], SINK_SERIAL
        mov al, 0xFF
        out PIC0_DATA, al
        out PIC1_DATA, al
        mov dx, 0x311
        mov al, 25
        out dx, al
        dec dx
        mov al, 3               ; from zero
        out dx, al
        xor bx, bx
.again:
        mov dx, 0x312
        in al, dx
        mov cl, al
        inc dx
        in al, dx
        mov ch, al
        cmp cx, bx
        jb .backwards
        mov bx, cx
        cmp cx, 50
        jb .again
        mov dx, 0x310
        in al, dx
        test al, 2
        jz .no_alarm
        say "50 ms, alarm", 10
        end_with 0
.no_alarm:
        say "50 ms, no alarm", 10
        end_with 1
.backwards:
        say "backwards", 10
        end_with 2

%include "console.inc"

        rom_end
