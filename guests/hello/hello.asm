; The smallest guest: a 64 KiB ROM that says one line and ends well.
        cpu 686
        bits 16
        org 0

%include "pc.inc"

start:
        enter_guest
        call uart_init
        say "Hello from the guest.", 10
        mov byte [lib_sink], SINK_DEBUG
        say "Hello on the debug port.", 10
        end_with 0

%include "console.inc"

        rom_end
