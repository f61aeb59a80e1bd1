; The timer at 1000 Hz and a handler that counts and says end of interrupt; in between the guest works or halts.
        cpu 686
        bits 16
        org 0

%include "pc.inc"

; Ticks to count, the PIT's count for 1000 Hz, and whether to halt in between instead of going round: the
; image's first bytes, little endian, there to be patched.
ticks_to_count:
        dd 1000
pit_count:
        dw 1193
halts:
        dw 0

TIMER_VECTOR      equ 0x20
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
        mov ax, [cs:pit_count]
        out PIT_COUNTER0, al
        mov al, ah
        out PIT_COUNTER0, al

        mov ebx, [cs:ticks_to_count]
        test word [cs:halts], 1
        jnz .wait_halted
        sti
.wait:
        pause
        cmp [ticks], ebx
        jb .wait
        jmp .done
.wait_halted:
        cli
        cmp [ticks], ebx
        jae .done
        sti
        hlt
        jmp .wait_halted
.done:
        cli
        mov al, 0xFF
        out PIC0_DATA, al
        mov eax, ebx
        call print_decimal
        say " ticks", 10
        end_with 0

on_tick:
        push ax
        inc dword [ticks]
        mov al, 0x20
        out PIC0_COMMAND, al
        pop ax
        iret

%include "console.inc"

        rom_end
