; Every exception and every change of mode of an x86 system processor, checked and told on the serial line:
; which vector, which error code, where the pushed EIP points, from which ring. A Multiboot kernel; its
; own file is its disk too. Ends with the number of checks that went wrong.
        cpu x64
        bits 32
        org 0x100000

%include "pc.inc"
%include "layout.inc"
%include "cases.inc"

HEADER_MAGIC    equ 0x1BADB002
HEADER_FLAGS    equ 0x00010000          ; addresses below

section .text vstart=IMAGE
start:
        jmp entry

        align 4
header:
        dd HEADER_MAGIC, HEADER_FLAGS, -(HEADER_MAGIC + HEADER_FLAGS)
        dd header, start, 0, MEMORY_END, start

entry:
        cli
        cld
        mov edi, VARIABLES
        mov ecx, (MEMORY_END - VARIABLES) / 4
        xor eax, eax
        rep stosd
        mov esp, STACK_TOP
        mov eax, CR0_BASE
        mov cr0, eax
        xor eax, eax
        mov cr4, eax
        fninit
        call fill_idt
        mov esi, section..low.start
        mov edi, LOW
        mov ecx, low_end - low_begin
        rep movsb
        call own_tables
        mov al, 0xFF
        out PIC0_DATA, al
        out PIC1_DATA, al
        call uart_init

        call check_faults
        call check_rings
        call check_ports
        call check_gates
        call check_sysenter
        call check_tasks
        call check_vm86
        call check_paging
        call check_large_pages
        call check_pae
        call check_long_mode
        call check_code
        call check_fpu
        call check_real_mode

        mov eax, [wrong]
        test eax, eax
        jnz .ill
        line "exceptions: well"
.ill:   call wait_transmitter
        mov eax, [wrong]
        out EXIT_PORT, al
.halted:
        cli
        hlt
        jmp .halted

; The descriptor tables and registers of the tests that change them; the stack goes on.
own_tables:
        lgdt [gdt_pointer]
        lidt [idt_pointer]
        jmp CODE:.reloaded
.reloaded:
        mov eax, DATA
        mov ds, eax
        mov es, eax
        mov fs, eax
        mov gs, eax
        mov ss, eax
        xor eax, eax
        lldt ax
        mov byte [gdt_tss + 5], 0x89    ; not busy
        mov eax, TSS_SELECTOR
        ltr ax
        ret

; An interrupt gate of ring 0 for each vector, and INT3, INTO and INT 30h for ring 3 too.
fill_idt:
        mov edi, IDT
        mov eax, stubs
        mov ecx, VECTORS
.next:  mov [edi], ax
        mov word [edi + 2], CODE
        mov word [edi + 4], 0x8E00
        mov edx, eax
        shr edx, 16
        mov [edi + 6], dx
        add edi, 8
        add eax, STUB_BYTES
        loop .next
        mov byte [IDT + 8 * 3 + 5], 0xEE
        mov byte [IDT + 8 * 4 + 5], 0xEE
        mov byte [IDT + 8 * BACK + 5], 0xEE
        ret

%include "record.inc"
%include "faults.inc"
%include "rings.inc"
%include "gates.inc"
%include "tasks.inc"
%include "vm86.inc"
%include "paging.inc"
%include "pae.inc"
%include "long.inc"
%include "code.inc"
%include "fpu.inc"
%include "real.inc"
%include "serial32.inc"
%include "tables.inc"
