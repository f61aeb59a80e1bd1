; Puts a random system where it belongs and starts it. The first half of this ROM is the low 64 KiB of memory as the
; test has made them (random_system.h says what lies where); the second half copies them, and enters the mode.
        cpu x64
        org 0
        bits 16

MODE            equ 0x480       ; byte
TARGET          equ 0x484       ; far pointer: the code below that goes on in the mode
CR0_VALUE       equ 0x48C
CR3_VALUE       equ 0x490
CR4_VALUE       equ 0x494
GDTR            equ 0x498
IDTR            equ 0x4A0
PERIOD          equ 0x4A8       ; byte: of the clock that kicks, in 1.193 MHz
REGISTERS       equ 0x4C0       ; as POPAD takes them, then EFLAGS, or what IRETD takes to virtual-8086 mode
REGISTERS_64    equ 0x510       ; RAX to R15 without RSP, then RFLAGS
CODE            equ 0x1000
CODE_MASK       equ 0x3FFF      ; of an address in it
STACK           equ 0x7C00
DATA_SELECTOR   equ 0x10
USER_SELECTORS  equ 0x1B        ; code; data is the next
CODE64_SELECTOR equ 0x28
TASK_SELECTOR   equ 0xF0
FAULT_SELECTOR  equ 0xE8
GDT             equ 0x800
REAL_MODE       equ 0
LONG_MODE       equ 5

        times 0x10000 db 0
base:
        dw protected_16 - base, protected_32 - base, protected_64 - base, virtual_86 - base
        dw kick_real - base, kick_16 - base, kick_32 - base, kick_64 - base
        dw fault_16 - base, fault_32 - base

start:
        cli
        cld
        mov ax, 0xE000
        mov ds, ax
        xor ax, ax
        mov es, ax
        mov ss, ax
        xor si, si
        xor di, di
        mov cx, 0x4000
        rep movsd
        mov ds, ax
        mov al, 0x13            ; PIC: alone, vectors from 20h on, ends by itself, the clock only
        out 0x20, al
        mov al, 0x20
        out 0x21, al
        mov al, 3
        out 0x21, al
        mov al, 0xFE
        out 0x21, al
        mov al, 0x14            ; PIT: mode 2, a byte
        out 0x43, al
        mov al, [PERIOD]
        out 0x40, al
        cmp byte [MODE], REAL_MODE
        je real
        o32 lgdt [GDTR]
        o32 lidt [IDTR]
        mov eax, [CR4_VALUE]
        mov cr4, eax
        mov eax, [CR3_VALUE]
        mov cr3, eax
        cmp byte [MODE], LONG_MODE
        jne .enter
        mov ecx, 0xC0000080     ; EFER: LME, SCE
        mov eax, 0x101
        xor edx, edx
        wrmsr
.enter: mov eax, [CR0_VALUE]
        mov cr0, eax
        jmp far dword [TARGET]

real:   mov sp, REGISTERS
        popad
        popfd
        mov sp, STACK
        jmp 0:CODE

%macro load_selectors 0
        mov ax, DATA_SELECTOR
        mov ds, ax
        mov es, ax
        mov ss, ax
        mov fs, ax
        mov gs, ax
        mov ax, TASK_SELECTOR
        ltr ax
%endmacro

protected_16:
        load_selectors
        mov esp, REGISTERS
        popad
        popfd
        mov esp, STACK
        jmp dword 8:CODE

kick_real:
        xor ax, ax
        mov ds, ax
        mov es, ax
        mov ss, ax
        mov sp, STACK
        rdtsc
        and ax, CODE_MASK
        add ax, CODE
        push word 0x202
        push word 0
        push ax
        iret

; The task of a double fault gives way to the first one.
%macro leave_task 0
        mov ax, DATA_SELECTOR
        mov ds, ax
        mov byte [GDT + FAULT_SELECTOR + 5], 0x89
        mov byte [GDT + TASK_SELECTOR + 5], 0x89
        push dword 2
        popfd
        mov ax, TASK_SELECTOR
        ltr ax
%endmacro

; The kernel's stack and data, and what decides where it goes on.
%macro begin_anew 0
        mov ax, DATA_SELECTOR
        mov ss, ax
        mov esp, STACK
        mov ds, ax
        mov es, ax
        rdtsc
%endmacro

fault_16:
        leave_task
kick_16:
        begin_anew
        push dword 0x202
        push dword 8
        and eax, CODE_MASK
        add eax, CODE
        push eax
        iretd

        bits 32
protected_32:
        load_selectors
        mov esp, REGISTERS
        popad
        popfd
        mov esp, STACK
        jmp 8:CODE

virtual_86:
        load_selectors
        mov esp, REGISTERS
        popad
        iretd

fault_32:
        leave_task
; To the kernel half of the time, else to a user's or to virtual-8086 code.
kick_32:
        begin_anew
        mov edx, eax
        and eax, CODE_MASK
        shr edx, 14
        test dl, 1
        jnz .kernel
        test dl, 2
        jnz .user
        push dword 0            ; GS, FS, DS, ES
        push dword 0
        push dword 0
        push dword 0
        push dword 0            ; SS
        push dword STACK
        push dword 0x23202      ; VM, IOPL 3
        push dword CODE >> 4
        push eax
        iretd
.user:  add eax, CODE
        push dword USER_SELECTORS + 8
        push dword STACK
        push dword 0x3202
        push dword USER_SELECTORS
        push eax
        iretd
.kernel:
        add eax, CODE
        push dword 0x202
        push dword 8
        push eax
        iretd

        bits 64
kick_64:
        mov ax, DATA_SELECTOR
        mov ss, ax
        mov esp, STACK
        rdtsc
        mov edx, eax
        and eax, CODE_MASK
        add eax, CODE
        shr edx, 14
        test dl, 3
        jz .user                ; of 32 bits: compatibility mode
        push DATA_SELECTOR
        push STACK
        push 0x202
        push CODE64_SELECTOR
        push rax
        iretq
.user:  push USER_SELECTORS + 8
        push STACK
        push 0x202
        push USER_SELECTORS
        push rax
        iretq

protected_64:
        load_selectors
        mov esp, REGISTERS_64
        pop rax
        pop rcx
        pop rdx
        pop rbx
        pop rbp
        pop rsi
        pop rdi
        pop r8
        pop r9
        pop r10
        pop r11
        pop r12
        pop r13
        pop r14
        pop r15
        popfq
        mov esp, STACK
        push CODE64_SELECTOR
        push CODE
        retfq

        times 0x1FFF0 - ($ - $$) db 0xFF
        bits 16
        jmp 0xF000:start - base
        times 0x20000 - ($ - $$) db 0xFF
