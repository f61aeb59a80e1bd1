; Takes 100 timer interrupts at 1000 Hz and reads the time stamp counter in each: how long, in whole
; milliseconds of 3.8 GHz, it is at most between two.
        cpu 686
        bits 16
        org 0

%include "pc.inc"

TIMER_VECTOR      equ 0x20
ticks             equ LIB_END
longest           equ LIB_END + 4
last              equ LIB_END + 8

start:
        enter_guest
        call uart_init
        mov dword [ticks], 0
        mov dword [longest], 0
        mov word [TIMER_VECTOR * 4], on_tick
        mov word [TIMER_VECTOR * 4 + 2], cs

        mov al, 0x34
        out PIT_CONTROL, al
        program_pic TIMER_VECTOR, 0xFE             ; only IRQ 0
        mov ax, 1193
        out PIT_COUNTER0, al
        mov al, ah
        out PIT_COUNTER0, al

        rdtsc
        mov [last], eax
        sti
.wait:
        cmp dword [ticks], 100
        jb .wait

        cli
        mov eax, [longest]
        xor edx, edx
        mov ecx, 3800000
        div ecx
        call print_decimal
        say " ms", 10
        end_with 0

on_tick:
        push eax
        push ebx
        push edx
        inc dword [ticks]
        rdtsc
        mov ebx, eax
        xchg eax, [last]
        sub ebx, eax
        cmp ebx, [longest]
        jbe .no_longer
        mov [longest], ebx
.no_longer:
        mov al, 0x20
        out PIC0_COMMAND, al
        pop edx
        pop ebx
        pop eax
        iret

%include "console.inc"

        rom_end
