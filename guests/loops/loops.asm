; Three loops in 32-bit protected mode, to measure the simulator with: a 64 KiB ROM without a port access
; from a loop's beginning to its end.
        cpu 686
        bits 16
        org 0

%include "pc.inc"
%include "bodies.inc"

FLAT_CODE         equ 0x08
FLAT_DATA         equ 0x10
REAL_CODE         equ 0x18
REAL_DATA         equ 0x20
ROM               equ 0xF0000
STACK             equ 0x70000

; Rounds of each: the first twelve bytes of the image, little endian, there to be patched.
compute_rounds:
        dd 1000000
memory_rounds:
        dd 1000000
branchy_rounds:
        dd 1000000

start:
        enter_guest
        call uart_init
        mov al, 2
        out SYSTEM_PORT_A, al           ; the A20 gate: the memory loop works above 1 MiB
        say "compute: "
        mov ecx, [cs:compute_rounds]
        mov ebx, ROM + compute
        call run_loop
        say "memory: "
        mov ecx, [cs:memory_rounds]
        mov ebx, ROM + memory
        call run_loop
        say "branchy: "
        mov ecx, [cs:branchy_rounds]
        mov ebx, ROM + branchy
        call run_loop
        end_with 0

; Runs ECX rounds, if any, of the loop at the linear address EBX, and prints how many and what came out.
run_loop:
        mov eax, ecx
        call print_decimal
        say " rounds, result "
        xor eax, eax
        jecxz .print
        call protected
.print:
        call print_hex32
        jmp print_newline

; The loop at EBX, in protected mode and back; EAX is what its registers hold, folded.
protected:
        o32 lgdt [cs:gdt_pointer]
        mov eax, cr0
        or al, 1
        mov cr0, eax
        jmp dword FLAT_CODE:ROM + flat

        bits 32
flat:
        mov ax, FLAT_DATA
        mov ds, ax
        mov es, ax
        mov ss, ax
        movzx ebp, sp
        mov esp, STACK
        call ebx
        xor eax, ebx
        xor eax, edx
        xor eax, esi
        xor eax, edi
        mov esp, ebp
        mov dx, REAL_DATA
        mov ds, dx
        mov es, dx
        mov ss, dx
        jmp REAL_CODE:leave_flat

compute:
        compute_loop
        ret
memory:
        memory_loop
        ret
branchy:
        branchy_loop
        ret

        bits 16
leave_flat:
        mov edx, cr0
        and dl, 0xFE
        mov cr0, edx
        jmp 0xF000:.real
.real:
        xor dx, dx
        mov ds, dx
        mov es, dx
        mov ss, dx
        ret

        align 8
gdt:
        dq 0
        dq 0x00CF9B000000FFFF
        dq 0x00CF93000000FFFF
        dq 0x00009B0F0000FFFF
        dq 0x000093000000FFFF
gdt_pointer:
        dw $ - gdt - 1
        dd ROM + gdt

%include "console.inc"

        rom_end
