; Fills all its memory and the registers that devices keep with a pattern of its own, computes a while, looks at all of it
; again: nobody else's must have come there. Eight times, with another pattern each.
        cpu 686
        bits 16
        org 0

%include "pc.inc"

%ifndef PATTERN
%define PATTERN 0x11
%endif

conventional    equ 0x10000
conventional_end equ 0xA0000
extended        equ 0x100000
extended_end    equ 0x200000
rounds          equ 8

; ESI to EDI hold EAX in every doubleword: to be filled, or checked.
fill:   mov [fs:esi], eax
        add esi, 4
        cmp esi, edi
        jb fill
        ret
check:  cmp [fs:esi], eax
        jne bad
        add esi, 4
        cmp esi, edi
        jb check
        ret

%macro over_memory 1
        mov esi, conventional
        mov edi, conventional_end
        call %1
        mov esi, extended
        mov edi, extended_end
        call %1
%endmacro

; Registers that keep what is written: the UARTs' scratch registers, a DMA page, CMOS memory. AL is the pattern.
write_devices:
        mov ah, al
        mov dx, 0x3FF
        out dx, al
        mov dx, 0x2FF
        out dx, al
        mov dx, 0x81
        out dx, al
        mov al, 0x50
        out 0x70, al
        mov al, ah
        out 0x71, al
        ret
look:   in al, dx
        cmp al, ah
        jne bad
        ret
check_devices:
        mov ah, al
        mov dx, 0x3FF
        call look
        mov dx, 0x2FF
        call look
        mov dx, 0x81
        call look
        mov al, 0x50
        out 0x70, al
        mov dx, 0x71
        call look
        ret

start:
        enter_guest
        call uart_init
        ; A20, and FS as a segment of 4 GiB.
        in al, 0x92
        or al, 2
        out 0x92, al
        lgdt [cs:gdt_register]
        mov eax, cr0
        or al, 1
        mov cr0, eax
        mov bx, 8
        mov fs, bx
        and al, 0xFE
        mov cr0, eax

        mov bp, rounds
        mov ebx, PATTERN * 0x01010101
.round:
        mov eax, ebx
        over_memory fill
        mov al, bl
        call write_devices
        mov ecx, 200000
.wait:  loop .wait, ecx
        mov eax, ebx
        over_memory check
        mov al, bl
        call check_devices
        add ebx, 0x08080808
        dec bp
        jnz .round
        say "alone", 10
        call wait_transmitter
        end_with 0

bad:    say "not alone", 10
        call wait_transmitter
        end_with 1

gdt:    dq 0
        dq 0x00CF92000000FFFF
gdt_register:
        dw 15
        dd 0xF0000 + gdt

%include "console.inc"

        rom_end
