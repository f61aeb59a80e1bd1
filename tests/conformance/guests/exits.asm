; A known number of each exit that no device has to do with, within the region of interest: see test_exits.cpp.
        cpu 686
        bits 16
        org 0

%include "pc.inc"

ROI_PORT        equ 0x504
ROM_BASE        equ 0xF0000
DIRECTORY       equ 0x10000
TABLE           equ 0x11000
IDT             equ 0x12000
STACK           equ 0x20000
ABSENT          equ 0x30000             ; a page that is not there
TICKS           equ 0x14000
PG_PE           equ 0x80000001
WP              equ 0x10000
MSR_EFER        equ 0xC0000080

CPUIDS          equ 3
HALTS           equ 4
CR3_WRITES      equ 7
CR3_READS       equ 2
CR0_WRITES      equ 4                   ; that change what is the monitor's
TS_WRITES       equ 5                   ; that change what is the guest's own
RDMSRS          equ 6
WRMSRS          equ 5
INVLPGS         equ 8
FAULTS          equ 9
UNDEFINED       equ 3
INTERRUPTS      equ 10                  ; INT n

%macro times_over 2+
        mov esi, %1
%%again:
        %2
        dec esi
        jnz %%again
%endmacro

start:
        enter_guest
        call uart_init
        o32 lgdt [cs:gdt_pointer]
        mov eax, cr0
        or al, 1
        mov cr0, eax
        jmp dword 8:ROM_BASE + protected

        bits 32
protected:
        mov ax, 0x10
        mov ds, ax
        mov es, ax
        mov ss, ax
        mov esp, STACK
        mov edi, DIRECTORY
        xor eax, eax
        mov ecx, 2048
        cld
        rep stosd
        mov byte [TICKS], 0
        mov dword [DIRECTORY], TABLE | 3
        mov edi, TABLE
        mov eax, 3
.page:  stosd
        add eax, 0x1000
        cmp edi, TABLE + 0x1000
        jb .page
        mov dword [TABLE + (ABSENT >> 10)], 0
        mov eax, 6
        mov ebx, ROM_BASE + on_undefined
        call gate
        mov eax, 14
        mov ebx, ROM_BASE + on_fault
        call gate
        mov eax, 0x20
        mov ebx, ROM_BASE + on_timer
        call gate
        mov eax, 0x30
        mov ebx, ROM_BASE + on_int
        call gate
        lidt [ROM_BASE + idt_pointer]
        mov eax, DIRECTORY
        mov cr3, eax
        mov eax, cr0
        or eax, PG_PE
        mov cr0, eax
        call timer

        mov dx, ROI_PORT
        mov al, 1
        out dx, al
        mov edi, CPUIDS
.cpuid: xor eax, eax
        cpuid
        dec edi
        jnz .cpuid
        times_over CR3_READS, {mov eax, cr3}
        times_over CR3_WRITES, {mov cr3, eax}
        mov eax, cr0
        mov esi, CR0_WRITES
.cr0:   xor eax, WP
        mov cr0, eax
        dec esi
        jnz .cr0
        mov esi, TS_WRITES
.ts:    xor eax, 8
        mov cr0, eax
        dec esi
        jnz .ts
        mov ecx, MSR_EFER
        times_over RDMSRS, rdmsr
        times_over WRMSRS, wrmsr
        times_over INVLPGS, {invlpg [ABSENT]}
        times_over FAULTS, {db 0xA1, 0, 0, 3, 0}        ; MOV EAX, [ABSENT]
        times_over UNDEFINED, ud2
        times_over INTERRUPTS, {int 0x30}
        mov al, 0xFE
        out PIC0_DATA, al
        sti                             ; the tick that came meanwhile, and one more to begin right behind
.tick:  cmp byte [TICKS], 2
        jb .tick
        mov esi, HALTS
.halt:  sti
        hlt
        cli
        dec esi
        jnz .halt
        mov dx, ROI_PORT
        mov al, 0
        out dx, al
        mov al, 0
        out EXIT_PORT, al
        hlt

on_undefined:
        add dword [esp], 2
        iretd
on_fault:
        add esp, 4
        add dword [esp], 5
on_int: iretd
on_timer:
        push eax
        inc byte [TICKS]
        mov al, 0x20
        out PIC0_COMMAND, al
        pop eax
        iretd

; Vector EAX to EBX.
gate:   mov [IDT + 8 * eax], bx
        mov word [IDT + 8 * eax + 2], 8
        mov word [IDT + 8 * eax + 4], 0x8E00
        shr ebx, 16
        mov [IDT + 8 * eax + 6], bx
        ret

; 100 Hz on interrupt 0, masked.
timer:  program_pic 0x20, 0xFF
        mov al, 0x34
        out PIT_CONTROL, al
        mov al, 11932 & 0xFF
        out PIT_COUNTER0, al
        mov al, 11932 >> 8
        out PIT_COUNTER0, al
        ret

gdt:    dq 0, 0x00CF9B000000FFFF, 0x00CF93000000FFFF
gdt_pointer:
        dw $ - gdt - 1
        dd ROM_BASE + gdt
idt_pointer:
        dw 8 * 0x40 - 1
        dd IDT

        bits 16
%include "console.inc"
        rom_end
