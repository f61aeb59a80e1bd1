; From real mode into long mode, a page fault there, SYSCALL to ring 0 code from ring 3 and back.
bits 16
org 0x7c00
  cli
  xor ax, ax
  mov ds, ax
  mov es, ax
  mov ss, ax
  mov sp, 0x7000
  push word 0x2000
  pop es
  xor di, di
  xor eax, eax
  mov cx, 0x4000/4
  cld
  rep stosd
  mov dword [es:0x0000], 0x21007   ; PML4
  mov dword [es:0x1000], 0x22007   ; PDPT
  mov dword [es:0x2000], 0x000087  ; 2 MiB
  mov dword [es:0x2008], 0x200087
  xor ax, ax
  mov es, ax
  lgdt [gdtr]
  lidt [idtr]
  mov eax, 0xa0
  mov cr4, eax
  mov eax, 0x20000
  mov cr3, eax
  mov ecx, 0xc0000080
  rdmsr
  or eax, 0x101                    ; LME, SCE
  wrmsr
  mov eax, cr0
  or eax, 0x80000001
  mov cr0, eax
  jmp 8:long64
bits 64
long64:
  mov ax, 0x10
  mov ds, ax
  mov es, ax
  mov ss, ax
  mov esp, 0x90000
  mov rax, 0x123456789abcdef0
  mov [0x80000], rax
  mov eax, [0x80004]
  out 0xe0, eax
  mov ax, 0x30
  ltr ax
  mov qword [tss+4], 0x88000
  mov rbx, 0x40000000
  mov eax, [rbx]                   ; #PF: the handler skips 2 bytes
  mov ecx, 0xc0000081
  xor eax, eax
  mov edx, 0x00180008              ; SYSRET base 18h, SYSCALL CS 08h
  wrmsr
  mov ecx, 0xc0000082
  mov eax, on_syscall
  xor edx, edx
  wrmsr
  mov ecx, 0xc0000084
  mov eax, 0x200
  wrmsr
  push qword 0x23
  push qword 0x80000
  push qword 0x3202
  push qword 0x2b
  push qword user
  iretq
user:
  mov eax, 0x77
  syscall
  out 0xe0, eax
  out 0xf4, al
  jmp $
on_syscall:
  out 0xe0, eax
  mov eax, ecx
  sub eax, user
  out 0xe0, eax
  mov eax, 0x78
  o64 sysret
on_fault:
  mov rax, cr2
  out 0xe0, eax
  mov eax, [rsp]
  out 0xe0, eax
  add qword [rsp+8], 2
  add rsp, 8
  iretq
align 8
gdt: dq 0, 0x00af9b000000ffff, 0x00cf93000000ffff, 0x00cffb000000ffff, 0x00cff3000000ffff, 0x00affb000000ffff
  dw 103, tss, 0x8900, 0
  dq 0
gdtr: dw $-gdt-1
  dd gdt
idt: times 14 dq 0, 0
  dw on_fault, 8, 0x8e00, 0
  dq 0
idtr: dw $-idt-1
  dd idt
align 8
tss: times 26 dd 0
