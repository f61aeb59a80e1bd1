; A Sound Blaster 16 at 220h: a ramp of bytes by DMA channel 1, blocks of words in a ring by channel 5, the
; synthesizer's timers and a note of it, and the speaker. It waits by interrupts, and prints what it counted.
        cpu 686
        bits 16
        org 0

%include "pc.inc"

TIMER_VECTOR      equ 0x20
SOUND_VECTOR      equ 0x25        ; IRQ 5
DSP_RESET         equ 0x226
DSP_READ          equ 0x22A
DSP_WRITE         equ 0x22C
DSP_STATUS        equ 0x22E
DSP_STATUS_16     equ 0x22F
MIXER             equ 0x224
OPL               equ 0x388

ticks             equ LIB_END
interrupts        equ LIB_END + 4
BYTES             equ 2205        ; a tenth of a second at 22,050 Hz
BLOCK_FRAMES      equ 441         ; a hundredth of a second at 44,100 Hz
BLOCKS            equ 8
BUFFER            equ 0x8000      ; linear; bytes, then words behind them
RING              equ 0xA000

start:
        enter_guest
        call uart_init
        mov dword [ticks], 0
        mov dword [interrupts], 0
        mov word [TIMER_VECTOR * 4], on_tick
        mov word [TIMER_VECTOR * 4 + 2], cs
        mov word [SOUND_VECTOR * 4], on_sound
        mov word [SOUND_VECTOR * 4 + 2], cs
        program_pic TIMER_VECTOR, 0xDE             ; IRQ 0 and 5
        mov al, 0x34
        out PIT_CONTROL, al
        mov ax, 1193                               ; 1000 Hz
        out PIT_COUNTER0, al
        mov al, ah
        out PIT_COUNTER0, al
        sti

        mov dx, DSP_RESET
        mov al, 1
        out dx, al
        mov cx, 1
        call wait_ticks
        mov dx, DSP_RESET
        xor al, al
        out dx, al
        call dsp_read
        cmp al, 0xAA
        jne .no_card
        say "DSP "
        mov al, 0xE1
        call dsp_write
        call dsp_read
        movzx eax, al
        call print_decimal
        mov al, '.'
        call put_char
        call dsp_read
        movzx eax, al
        call print_decimal
        call print_newline
        call play_bytes
        call play_words
        jmp .synthesizer
.no_card:
        say "no DSP", 10
.synthesizer:
        call try_synthesizer
        call try_speaker
        cli
        end_with 0

; A ramp of 8 bits, once.
play_bytes:
        mov di, BUFFER
        mov cx, BYTES
        xor al, al
.ramp:
        stosb
        inc al
        loop .ramp
        mov al, 0xC0                               ; the first controller behind the second
        out 0xD6, al
        xor al, al
        out 0xD4, al
        mov al, 0x05
        out 0x0A, al
        out 0x0C, al
        mov al, 0x49
        out 0x0B, al
        mov ax, BUFFER
        out 0x02, al
        mov al, ah
        out 0x02, al
        mov ax, BYTES - 1
        out 0x03, al
        mov al, ah
        out 0x03, al
        xor al, al
        out 0x83, al
        mov al, 0x01
        out 0x0A, al
        mov al, 0x41
        mov cx, 22050
        call dsp_rate
        mov al, 0xC0
        mov ah, 0x00
        mov cx, BYTES - 1
        call dsp_begin
        mov ebx, 1
        call wait_interrupts
        say "2205 bytes in "
        jmp print_interrupts

; A ring of two blocks of 16 bits in stereo, gone round four times.
play_words:
        mov di, RING
        mov cx, 2 * BLOCK_FRAMES * 2
        xor ax, ax
.ramp:
        stosw
        add ax, 0x0101
        loop .ramp
        mov dword [interrupts], 0
        mov al, 0x05
        out 0xD4, al
        out 0xD8, al
        mov al, 0x59
        out 0xD6, al
        mov ax, RING / 2
        out 0xC4, al
        mov al, ah
        out 0xC4, al
        mov ax, 2 * BLOCK_FRAMES * 2 - 1
        out 0xC6, al
        mov al, ah
        out 0xC6, al
        xor al, al
        out 0x8B, al
        mov al, 0x01
        out 0xD4, al
        mov cx, 44100
        call dsp_rate
        mov al, 0xB6
        mov ah, 0x30
        mov cx, BLOCK_FRAMES * 2 - 1
        call dsp_begin
        mov ebx, BLOCKS - 1
        call wait_interrupts
        mov al, 0xD9                               ; the present block is the last
        call dsp_write
        mov ebx, BLOCKS
        call wait_interrupts
        mov cx, 15
        call wait_ticks
        say "8 blocks of words in "
print_interrupts:
        mov eax, [interrupts]
        call print_decimal
        say " interrupts", 10
        ret

; The AdLib manual's test of the timers, then 440 Hz for a while.
try_synthesizer:
        mov si, opl_reset
        call opl_table
        mov dx, OPL
        in al, dx
        mov bl, al
        mov si, opl_timer
        call opl_table
        mov cx, 2
        call wait_ticks
        mov dx, OPL
        in al, dx
        and al, 0xE0
        mov bh, al
        mov si, opl_reset
        call opl_table
        test bl, 0xE0
        jnz .none
        cmp bh, 0xC0
        jne .none
        mov si, opl_note
        call opl_table
        mov cx, 50
        call wait_ticks
        mov si, opl_quiet
        call opl_table
        say "a synthesizer", 10
        ret
.none:
        say "no synthesizer", 10
        ret

; CS:SI has pairs of register and value, and ends with 0.
opl_table:
        cs lodsb
        test al, al
        jz .end
        mov dx, OPL
        out dx, al
        cs lodsb
        inc dx
        out dx, al
        jmp opl_table
.end:
        ret

opl_reset:
        db 0x04, 0x60, 0x04, 0x80, 0
opl_timer:
        db 0x02, 0xFF, 0x04, 0x21, 0
opl_note:
        db 0x20, 0x01, 0x40, 0x10, 0x60, 0xF0, 0x80, 0x77, 0x23, 0x01, 0x43, 0x00, 0x63, 0xF0, 0x83, 0x77
        db 0xC0, 0x30, 0xA0, 0x44, 0xB0, 0x32, 0
opl_quiet:
        db 0xB0, 0x12, 0

; 1000 Hz for 20 ms.
try_speaker:
        mov al, 0xB6
        out PIT_CONTROL, al
        mov ax, 1193
        out PIT_COUNTER2, al
        mov al, ah
        out PIT_COUNTER2, al
        in al, PORT_61
        or al, 0x03
        out PORT_61, al
        mov cx, 20
        call wait_ticks
        in al, PORT_61
        and al, 0xFC
        out PORT_61, al
        say "the speaker", 10
        ret

%include "dsp.inc"

; CX milliseconds.
wait_ticks:
        push edx
        movzx edx, cx
        add edx, [ticks]
        inc edx
.wait:
        cli
        cmp [ticks], edx
        jae .end
        sti
        hlt
        jmp .wait
.end:
        sti
        pop edx
        ret

on_tick:
        push ax
        inc dword [ticks]
        mov al, 0x20
        out PIC0_COMMAND, al
        pop ax
        iret

; Register 82h says which half of the card has asked.
on_sound:
        push ax
        push dx
        inc dword [interrupts]
        mov dx, MIXER
        mov al, 0x82
        out dx, al
        inc dx
        in al, dx
        test al, 0x02
        mov dx, DSP_STATUS
        jz .bytes
        mov dx, DSP_STATUS_16
.bytes:
        in al, dx
        mov al, 0x20
        out PIC0_COMMAND, al
        pop dx
        pop ax
        iret

%include "console.inc"

        rom_end
