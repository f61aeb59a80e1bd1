; A Multiboot-1 kernel that checks what its loader promised, then takes a fault and three timer ticks
; through descriptor tables of its own. Placed by the addresses in its header. Ends with the number of the
; check that failed, or 0.
        cpu 686
        bits 32
        org 0x100000

%include "pc.inc"

HEADER_MAGIC    equ 0x1BADB002
HEADER_FLAGS    equ 0x00010003          ; modules on pages, memory information, addresses below
BOOT_MAGIC      equ 0x2BADB002
INFO_NEEDED     equ 0x45                ; memory, command line, memory map
INFO_MEM_LOWER  equ 4
INFO_MEM_UPPER  equ 8
INFO_CMDLINE    equ 16
INFO_MAP_LENGTH equ 44
INFO_MAP        equ 48
CODE            equ 0x08
DATA            equ 0x10
INVALID_OPCODE  equ 6
TIMER           equ 0x20
VECTORS         equ 0x30
TICKS           equ 3
TIMER_COUNT     equ 11932               ; 10 ms
MIB             equ 0x100000

; check NUMBER, CONDITION: goes on if the flags meet the condition.
%macro check 2
        mov byte [check_number], %1
        j%+2 %%passed
        jmp failed
%%passed:
%endmacro

%macro line 1
        jmp %%print
%%text: db %1, 10, 0
%%print:
        mov esi, %%text
        call print
%endmacro

; gate VECTOR, HANDLER: a 32-bit interrupt gate.
%macro gate 2
        mov eax, %2
        mov word [idt + 8 * %1], ax
        mov word [idt + 8 * %1 + 2], CODE
        mov word [idt + 8 * %1 + 4], 0x8E00
        shr eax, 16
        mov word [idt + 8 * %1 + 6], ax
%endmacro

start:
        jmp entry

        align 4
header:
        dd HEADER_MAGIC, HEADER_FLAGS, -(HEADER_MAGIC + HEADER_FLAGS)
        dd header, start, load_end, bss_end, start

entry:
        cld
        mov edx, eax
        mov edi, bss
        mov ecx, bss_end - bss
        xor eax, eax
        repe scasb                      ; before the stack, which lies there, is used
        mov esp, stack_top
        pushfd
        pop ebp
        check 1, e
        mov eax, edx
        call uart_init
        line "bss is zero"

        cmp eax, BOOT_MAGIC
        check 2, e
        line "magic number"
        test ebp, 0x20200
        check 3, z
        mov eax, cr0
        and eax, 0x80000001
        cmp eax, 1
        check 4, e
        line "protected mode without paging, interrupts off"
        mov dword [probe], 1
        mov dword [probe - MIB], 2
        cmp dword [probe], 1
        check 5, e
        line "A20 is open"

        mov eax, [ebx]
        and eax, INFO_NEEDED
        cmp eax, INFO_NEEDED
        check 6, e
        cmp dword [ebx + INFO_MEM_LOWER], 600
        check 7, ae
        cmp dword [ebx + INFO_MEM_UPPER], 1024
        check 8, ae
        mov esi, [ebx + INFO_MAP]
        mov ecx, esi
        add ecx, [ebx + INFO_MAP_LENGTH]
        call find_memory
        check 9, e
        line "memory map"
        mov edi, [ebx + INFO_CMDLINE]
        call ends_with_answer
        check 10, e
        line "command line"

        lgdt [gdt_pointer]
        jmp CODE:.reloaded
.reloaded:
        mov ax, DATA
        mov ds, ax
        mov es, ax
        mov ss, ax
        call fill_idt
        lidt [idt_pointer]
        ud2
        cmp byte [faults], 1
        check 11, e
        line "invalid opcode"
        call start_timer
        sti
.wait:  hlt
        cmp byte [ticks], TICKS
        jb .wait
        cli
        line "timer ticks"
        line "multiboot: well"
        mov byte [check_number], 0
failed:
        call wait_transmitter
        mov al, [check_number]
        out EXIT_PORT, al
.halted:
        cli
        hlt
        jmp .halted

; ZF if a usable entry between ESI and ECX begins at or below 1 MiB and reaches to this kernel's end.
find_memory:
        cmp esi, ecx
        jae .none
        cmp dword [esi + 20], 1
        jne .next
        cmp dword [esi + 8], 0
        jne .next
        mov eax, [esi + 4]
        cmp eax, MIB
        ja .next
        add eax, [esi + 12]
        cmp eax, bss_end
        jae .found
.next:  add esi, [esi]
        add esi, 4
        jmp find_memory
.none:  or al, 1
        ret
.found: cmp al, al
        ret

; ZF if the string at EDI ends with what guest.toml says.
ends_with_answer:
        xor al, al
        mov ecx, 4096
        repne scasb
        sub edi, answer_end - answer
        mov esi, answer
        mov ecx, answer_end - answer
        repe cmpsb
        ret
answer: db "answer=42", 0
answer_end:

fill_idt:
        mov ecx, VECTORS
        mov edi, idt
.next:  mov eax, unexpected
        mov [edi], ax
        mov word [edi + 2], CODE
        mov word [edi + 4], 0x8E00
        shr eax, 16
        mov [edi + 6], ax
        add edi, 8
        loop .next
        gate INVALID_OPCODE, invalid_opcode
        gate TIMER, timer
        ret

unexpected:
        mov byte [check_number], 99
        jmp failed

invalid_opcode:
        inc byte [faults]
        add dword [esp], 2              ; behind the UD2
        iretd

timer:
        push eax
        inc byte [ticks]
        mov al, 0x20
        out PIC0_COMMAND, al
        pop eax
        iretd

; Both PICs behind the exceptions, only IRQ 0 open; counter 0 in mode 2.
start_timer:
        mov al, 0x11
        out PIC0_COMMAND, al
        out PIC1_COMMAND, al
        mov al, TIMER
        out PIC0_DATA, al
        mov al, TIMER + 8
        out PIC1_DATA, al
        mov al, 4
        out PIC0_DATA, al
        mov al, 2
        out PIC1_DATA, al
        mov al, 1
        out PIC0_DATA, al
        out PIC1_DATA, al
        mov al, 0xFE
        out PIC0_DATA, al
        mov al, 0xFF
        out PIC1_DATA, al
        mov al, 0x34
        out PIT_CONTROL, al
        mov al, TIMER_COUNT & 0xFF
        out PIT_COUNTER0, al
        mov al, TIMER_COUNT >> 8
        out PIT_COUNTER0, al
        ret

%include "serial32.inc"

        align 8
gdt:    dq 0, 0x00CF9B000000FFFF, 0x00CF93000000FFFF
gdt_pointer:
        dw gdt_pointer - gdt - 1
        dd gdt
idt_pointer:
        dw 8 * VECTORS - 1
        dd idt

        align 8
load_end:
bss             equ load_end
idt             equ bss
check_number    equ idt + 8 * VECTORS
faults          equ check_number + 1
ticks           equ check_number + 2
probe           equ check_number + 4
stack_top       equ probe + 4096
bss_end         equ stack_top
