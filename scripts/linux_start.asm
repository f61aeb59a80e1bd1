; A 64 KiB ROM that does no more than enter a Linux kernel that lies in memory already, as our loader enters it:
; protected mode, flat segments, ESI = boot_params. For QEMU; ENTRY and BOOT_PARAMS are defined when it is assembled.
        bits 16
        org 0
start:
        cli
        o32 lgdt [cs:gdt_pointer]
        mov eax, cr0
        or al, 1
        mov cr0, eax
        jmp dword 0x10:0xF0000 + flat

        bits 32
flat:
        mov ax, 0x18
        mov ds, ax
        mov es, ax
        mov fs, ax
        mov gs, ax
        mov ss, ax
        mov esi, BOOT_PARAMS
        xor ebp, ebp
        xor edi, edi
        xor ebx, ebx
        mov eax, ENTRY
        jmp eax

        align 8
gdt:
        dq 0, 0
        dq 0x00CF9B000000FFFF
        dq 0x00CF93000000FFFF
gdt_pointer:
        dw $ - gdt - 1
        dd 0xF0000 + gdt

        times 0xFFF0 - ($ - $$) db 0
        bits 16
        jmp start
        times 0x10000 - ($ - $$) db 0
