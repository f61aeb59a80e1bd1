; Draws into the VBE extension's frame buffer at E0000000h as software with paging does, by a page of 4 MiB and by one
; of 4 KiB, reads it back by the other one and by the bank at A0000h, and ends with 0, or with the number of what was wrong.
        cpu 686
        bits 16
        org 0

%include "pc.inc"

base    equ 0xF0000             ; the ROM's copy below 1 MiB
pages   equ 0x10000             ; the page directory, and behind it a table
large   equ 0xFE000000          ; where the frame buffer's first 4 MiB are
small   equ 0xFD000000          ; where its 65th to 128th KiB's first page is

%macro vbe 2                    ; register, value
        mov dx, 0x1CE
        mov ax, %1
        out dx, ax
        inc dx
        mov ax, %2
        out dx, ax
%endmacro

start:
        enter_guest
        vbe 4, 0                ; off
        vbe 1, 640
        vbe 2, 480
        vbe 3, 32               ; bits a pixel
        vbe 4, 0x41             ; on, and a linear frame buffer
        vbe 5, 1                ; the second bank is at A0000h
        o32 lgdt [cs:gdtr]
        mov eax, cr0
        or al, 1
        mov cr0, eax
        jmp dword 8:base + flat

        bits 32
flat:   mov ax, 16
        mov ds, ax
        mov es, ax
        mov ss, ax
        mov edi, pages
        xor eax, eax
        mov ecx, 2048
        rep stosd
        mov dword [pages], 0x83                         ; the first 4 MiB as they are
        mov dword [pages + (large >> 22) * 4], 0xE0000183       ; global too
        mov dword [pages + (small >> 22) * 4], pages + 0x1003
        mov dword [pages + 0x1000], 0xE0010003
        mov eax, cr4
        or eax, 0x90                                    ; PSE, PGE
        mov cr4, eax
        mov eax, pages
        mov cr3, eax
        mov eax, cr0
        or eax, 0x80010000                              ; PG, WP
        mov cr0, eax

        mov bl, 1
        mov edi, large + 0x10000
        mov eax, 0x00123456
        mov ecx, 640
        rep stosd
        cmp dword [small + 639 * 4], 0x00123456
        jne wrong
        inc bl                                          ; 2
        cmp dword [0xA0000 + 7 * 4], 0x00123456
        jne wrong
        inc bl                                          ; 3
        mov byte [small + 1], 0xAB
        cmp dword [large + 0x10000], 0x0012AB56
        jne wrong
        inc bl                                          ; 4
        mov word [0xA0002], 0x4711
        cmp dword [small], 0x4711AB56
        jne wrong
        inc bl                                          ; 5
        mov dword [large + 0x3FFFFC], 0x55AA55AA        ; the last of 4 MiB
        cmp dword [large + 0x3FFFFC], 0x55AA55AA
        jne wrong
        xor bl, bl
wrong:  mov al, bl
        out EXIT_PORT, al
        hlt

        align 8
gdt:    dq 0, 0x00CF9A000000FFFF, 0x00CF92000000FFFF
gdtr:   dw 23
        dd base + gdt

        bits 16
        rom_end
