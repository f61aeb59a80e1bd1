; A disk image whose boot program draws in each of the VGA's standard modes, reads back what it drew, and leaves
; the picture of one of them on the screen: the one that the byte at SHOWN_OFFSET of the image names, which is the
; only one with bit 7. Fails with the number of the check (README.md). Real mode, one segment: the boot sector at 7C00h, the program right behind it.
        cpu 686
        bits 16
        org 0x7C00

%include "pc.inc"
%include "boot_sector.inc"

SEQUENCER         equ 0x3C4
GRAPHICS          equ 0x3CE
CRTC              equ 0x3D4
DAC_INDEX         equ 0x3C8
DAC_DATA          equ 0x3C9
CLOCKING_MODE     equ 0x01
MAP_MASK          equ 0x02
MEMORY_MODE       equ 0x04
READ_MAP          equ 0x04

; require condition, code: ends the run with the code unless the condition holds.
%macro require 2
        j%1 %%holds
        mov al, %2
        jmp failed
%%holds:
%endmacro

; index register, value: of a pair of ports
%macro set_register 3
        mov dx, %1
        mov ax, %2 | (%3) << 8
        out dx, ax
%endmacro

        boot_sector 1

program:
        jmp start
        align 4
SHOWN_OFFSET      equ $ - $$      ; 516
shown:
        db 7                      ; the screen left at the end: a row of `screens`

start:
        call uart_init
        say "Trapline pixels guest", 10
        test byte [shown], 0x80
        jnz .last
        xor si, si
.next:
        call draw
        inc si
        cmp si, (screens_end - screens) / SCREEN_ROW
        jb .next
.last:
        mov al, [shown]
        and ax, 0x7F
        mov si, ax
        call draw
        say "all checks passed", 10
        end_with 0

; SI: a row of the table. Its mode, drawn, read back and told.
draw:
        push si
        imul bx, si, SCREEN_ROW
        lea bx, [screens + bx]
        mov ah, 0
        mov al, [bx]
        push bx
        int 0x10
        pop bx
        push bx
        mov ah, 0x0F
        int 0x10
        pop bx
        cmp al, [bx]
        require e, 2
        mov ax, [bx + 4]
        mov es, ax
        say "screen "
        mov ax, si
        call print_hex8
        say ", mode "
        mov al, [bx]
        call print_hex8
        mov dword [sum], 0
        call [bx + 2]
        say ": sum "
        mov eax, [sum]
        call print_hex32
        call print_newline
        pop si
        ret

SCREEN_ROW        equ 8
%macro screen 4                   ; mode, routine, segment, doublewords
        dw %1, %2, %3, %4
%endmacro
screens:
        screen 0x03, draw_text,     0xB800, 80 * 25 / 2
        screen 0x01, draw_narrow,   0xB800, 40 * 25 / 2
        screen 0x04, draw_linear,   0xB800, 0x1000
        screen 0x06, draw_linear,   0xB800, 0x1000
        screen 0x0D, draw_planes,   0xA000, 40 * 200 / 4
        screen 0x0E, draw_planes,   0xA000, 80 * 200 / 4
        screen 0x10, draw_planes,   0xA000, 80 * 350 / 4
        screen 0x12, draw_planes,   0xA000, 80 * 480 / 4
        screen 0x13, draw_linear,   0xA000, 320 * 200 / 4
        screen 0x13, draw_unchained, 0xA000, 80 * 200 / 4
        screen 0x12, draw_split,    0xA000, 80 * 480 / 4
screens_end:

; Memory as the mode shows it: CGA's modes and 13h.
draw_linear:
        mov byte [seed], 0
        xor di, di
draw_and_check:
        push di
        mov cx, [bx + 6]
.draw:
        call pattern
        stosd
        loop .draw
        pop di
        mov cx, [bx + 6]
.check:
        call pattern
        scasd
        require e, 4
        call add_up
        loop .check
        ret

; Each plane its own pattern.
draw_planes:
        xor di, di
planes_from:
        mov cx, 4
        xor bp, bp
.plane:
        push cx
        mov dx, SEQUENCER
        mov al, MAP_MASK
        out dx, al
        inc dx
        mov cx, bp
        mov al, 1
        shl al, cl
        out dx, al
        mov dx, GRAPHICS
        mov al, READ_MAP
        out dx, al
        inc dx
        mov ax, bp
        out dx, al
        imul ax, bp, 0x35
        mov [seed], al
        push di
        call draw_and_check
        pop di
        pop cx
        inc bp
        loop .plane
        ret

; 256 colours without chaining, from the second page on, with colours of our own.
draw_unchained:
        set_register SEQUENCER, MEMORY_MODE, 0x06
        set_register CRTC, 0x14, 0x00
        set_register CRTC, 0x17, 0xE3
        set_register CRTC, 0x0C, 0x40
        set_register CRTC, 0x0D, 0x00
        mov dx, DAC_INDEX
        xor ax, ax
        out dx, al
        inc dx
.colour:
        out dx, al                ; the DAC takes six bits
        mov cx, ax
        shr al, 1
        out dx, al
        not al
        out dx, al
        mov ax, cx
        inc al
        jnz .colour
        mov di, 0x4000
        jmp planes_from

; The lower part, after line 299, from address 0 on; the upper one from 2000h on.
draw_split:
        set_register CRTC, 0x0C, 0x20
        set_register CRTC, 0x0D, 0x00
        set_register CRTC, 0x18, 299 & 0xFF
        mov dx, CRTC
        mov al, 0x07
        out dx, al
        inc dx
        in al, dx
        or al, 0x10
        out dx, al
        dec dx
        mov al, 0x09
        out dx, al
        inc dx
        in al, dx
        and al, 0xBF
        out dx, al
        jmp draw_planes

; DI: a place. Returns what belongs there in EAX.
pattern:
        mov ax, di
        xor al, ah
        add al, [seed]
        movzx eax, al
        imul eax, eax, 0x01010101
        add eax, 0x03020100
        ret

; EAX: what was read back.
add_up:
        rol dword [sum], 1
        add [sum], eax
        ret

failed:
        mov bl, al
        say ": FAILED: check "
        movzx eax, bl
        call print_decimal
        call print_newline
        end_with bl

%include "text.inc"
%include "console.inc"

        align 4
sum:
        dd 0
seed:
        db 0

program_end:
        times IMAGE_SECTORS * 512 - ($ - $$) db 0
