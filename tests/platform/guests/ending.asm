; Says hello, then ends in the way that ENDING names.
        cpu 686
        bits 16
        org 0

%include "pc.inc"

%define HALT 0
%define FAULT 1
%define SPIN 2
%define FAIL 3
%define WAIT 4
%define UNDEFINED 5

start:
        enter_guest
        call uart_init
        say "here", 10
        call wait_transmitter
        mov eax, 0x600DBEEF
%if ENDING == HALT
        cli
        hlt
%elif ENDING == FAULT
        ; No interrupt table: the breakpoint faults, the fault faults, and that one too.
        lidt [cs:nothing]
        int3
nothing: dw 0
        dd 0
%elif ENDING == SPIN
        jmp $
%elif ENDING == FAIL
        end_with 7
%elif ENDING == WAIT
        ; Interrupts are taken, and none can come.
        mov al, 0xFF
        out PIC0_DATA, al
        out PIC1_DATA, al
        sti
        hlt
%elif ENDING == UNDEFINED
        ; A service that is called by INT, then an instruction that there is none of.
        xor bx, bx
        mov es, bx
        mov word [es:4 * 0x10], service
        mov [es:4 * 0x10 + 2], cs
        mov word [es:4 * 6], undefined
        mov [es:4 * 6 + 2], cs
        int 0x10
        ud2
service:
        iret
undefined:
        cli
        hlt
%endif
        jmp $

%include "console.inc"

        rom_end
