; A disk image whose boot program writes to the screen by the VGA BIOS (INT 10h), looks at video memory
; and at the CRT controller itself, and says on the serial line what it found. Fails with the number of
; the check (README.md). Real mode, one segment: the boot sector at 7C00h, the program right behind it.
        cpu 686
        bits 16
        org 0x7C00

%include "pc.inc"
%include "boot_sector.inc"

VIDEO_SEGMENT     equ 0xB800
COLUMNS           equ 80
ROWS              equ 25
BLANK             equ 0x0720
CRTC_INDEX        equ 0x3D4
CRTC_DATA         equ 0x3D5
CURSOR_START      equ 0x0A
CURSOR_HIGH       equ 0x0E

; require condition, code: ends the run with the code unless the condition holds.
%macro require 2
        j%1 %%holds
        mov al, %2
        jmp failed
%%holds:
%endmacro

%define cell(row, column) ((row) * COLUMNS + (column)) * 2

        boot_sector 1

program:
        call uart_init
        say "Trapline screen guest", 10
        call check_vector
        call check_mode
        call check_teletype
        call check_attribute
        call check_string
        call check_scrolling
        call check_cursor_shape
        call leave_picture
        say "all checks passed", 10
        end_with 0

; The option ROM has put its own entry in the interrupt table.
check_vector:
        mov ax, [0x10 * 4 + 2]
        cmp ax, 0xC000
        require e, 2
        say "INT 10h: in segment "
        call print_hex16
        jmp print_newline

check_mode:
        mov ax, 0x0003
        int 0x10
        mov ah, 0x0F
        int 0x10
        cmp al, 0x03
        require e, 3
        cmp ah, COLUMNS
        require e, 3
        push ax
        say "mode "
        call print_hex8
        say ", columns "
        pop ax
        movzx eax, ah
        call print_decimal
        mov es, [video]
        xor di, di
        mov ax, BLANK
        mov cx, COLUMNS * ROWS
        repe scasw
        require e, 4
        say ", blank", 10
        ret

; Function 0Eh: writes and moves the cursor; backspace, carriage return and line feed only move.
check_teletype:
        mov si, teletyped
        call teletype
        mov si, on_row_0
        mov di, cell(0, 0)
        mov ah, 0x07
        call expect_text
        mov si, on_row_1
        mov di, cell(1, 0)
        call expect_text
        say "teletype: two rows in video memory"
        mov dx, 0x0104
        jmp expect_cursor

; Functions 02h, 09h and 08h: position, character with attribute, and both read back.
check_attribute:
        mov ax, 0x0200
        mov bh, 0
        mov dx, 0x0A14
        int 0x10
        mov ax, 0x09FE
        mov bx, 0x004E
        mov cx, 5
        int 0x10
        mov es, [video]
        mov di, cell(10, 20)
        mov ax, 0x4EFE
        mov cx, 5
        repe scasw
        require e, 7
        cmp word [es:di], BLANK
        require e, 7
        mov ah, 0x08
        mov bh, 0
        int 0x10
        cmp ax, 0x4EFE
        require e, 7
        say "attribute: five cells, read back "
        call print_hex16
        mov dx, 0x0A14
        jmp expect_cursor

; Function 13h with the attribute in BL, the cursor following.
check_string:
        push ds
        pop es
        mov ax, 0x1301
        mov bx, 0x001F
        mov cx, string_end - string
        mov dx, 0x0C1E
        mov bp, string
        int 0x10
        mov si, string
        mov di, cell(12, 30)
        mov ah, 0x1F
        call expect_text
        say "string: in its attribute"
        mov dx, 0x0C1E + string_end - string
        jmp expect_cursor

; A line feed on the last row moves every row up by one.
check_scrolling:
        mov ah, 0x02
        mov bh, 0
        mov dx, (ROWS - 1) << 8
        int 0x10
        mov ax, 0x0E0A
        mov bx, 0x0007
        int 0x10
        mov si, on_row_1
        mov di, cell(0, 0)
        mov ah, 0x07
        call expect_text
        mov si, string
        mov di, cell(11, 30)
        mov ah, 0x1F
        call expect_text
        say "scrolled: "
        xor eax, eax
        xor di, di
        mov cx, COLUMNS * ROWS
        mov es, [video]
.sum:
        movzx edx, word [es:di]
        rol eax, 1
        add eax, edx
        scasw
        loop .sum
        call print_hex32
        mov dx, (ROWS - 1) << 8
        jmp expect_cursor

; Function 01h with bit 5 of CH switches the cursor off, and without it on again.
check_cursor_shape:
        mov ah, 0x01
        mov cx, 0x2000
        int 0x10
        mov al, CURSOR_START
        call crtc
        test al, 0x20
        require nz, 9
        mov ah, 0x01
        mov cx, 0x0607
        int 0x10
        mov al, CURSOR_START
        call crtc
        test al, 0x20
        require z, 9
        say "cursor: off and on", 10
        ret

; What stays on the screen for whoever looks at it.
leave_picture:
        mov ax, 0x0003
        int 0x10
        mov si, picture
        jmp teletype

%include "expect.inc"
%include "console.inc"

video:
        dw VIDEO_SEGMENT
teletyped:
        db "Row of zeros", 8, 8, 8, 8, 8, "ones ", 13, 10, "next", 0
on_row_0:
        db "Row of ones ", 0
on_row_1:
        db "next", 0
string:
        db "written by function 13h"
string_end:
        db 0
picture:
        db 0xC9, 0xCD, 0xCD, 0xCD, 0xCD, 0xCD, 0xCD, 0xCD, 0xCD, 0xCD, 0xCD, 0xCD, 0xBB, 13, 10
        db 0xBA, " Trapline  ", 0xBA, 13, 10
        db 0xC8, 0xCD, 0xCD, 0xCD, 0xCD, 0xCD, 0xCD, 0xCD, 0xCD, 0xCD, 0xCD, 0xCD, 0xBC, 13, 10
        db "The screen works.", 13, 10, 0

program_end:
        times IMAGE_SECTORS * 512 - ($ - $$) db 0
