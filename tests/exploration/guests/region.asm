; Ticks at 1000 Hz, and the timer and the clock read all the time. After a few the region of interest begins; it ends with
; the last one. Prints nothing that depends on time.
        cpu 686
        bits 16
        org 0

%include "pc.inc"

before: dd 20                   ; ticks before the region
whole:  dd 120                  ; ticks in all

TIMER_VECTOR      equ 0x20
REGION            equ 0x504
ticks             equ LIB_END

start:
        enter_guest
        call uart_init
        mov dword [ticks], 0
        mov word [TIMER_VECTOR * 4], on_tick
        mov word [TIMER_VECTOR * 4 + 2], cs
        program_pic TIMER_VECTOR, 0xFE             ; only IRQ 0
        mov al, 0x34
        out PIT_CONTROL, al
        mov ax, 1193
        out PIT_COUNTER0, al
        mov al, ah
        out PIT_COUNTER0, al
        sti
        mov ebx, [cs:before]
        call work
%ifndef UNMARKED
        mov dx, REGION
        mov al, 1
        out dx, al
%endif
        mov ebx, [cs:whole]
        call work
%ifndef UNMARKED
        mov dx, REGION
        mov al, 0
        out dx, al
%endif
        cli
        mov al, 0xFF
        out PIC0_DATA, al
        mov eax, ebx
        call print_decimal
        say " ticks", 10
        call wait_transmitter
        end_with 0

; Computes and reads until there were EBX ticks.
work:   mov ecx, 3000
.round: imul eax, eax, 1664525
        add eax, 1013904223
        dec ecx
        jnz .round
        in al, PIT_COUNTER0
        in al, PIT_COUNTER0
        mov al, 0x40
        out 0x70, al
        in al, 0x71
        cmp [ticks], ebx
        jb work
        ret

on_tick:
        push ax
        inc dword [ticks]
        mov al, 0x20
        out PIC0_COMMAND, al
        pop ax
        iret

%include "console.inc"

        rom_end
