; Lab 1: reads the counter of the interval timer once, says a line and ends.
        cpu 686
        bits 16
        org 0

%include "pc.inc"

start:
        enter_guest
        call uart_init

        in al, 40h              ; <- the access that traps; change what is here

        say "The counter was read.", 10
        end_with 0

%include "console.inc"

        rom_end
