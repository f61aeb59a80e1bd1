; In ring 0 of 64-bit code: accesses, branches and table registers beyond the canonical addresses. Of each fault
; tells vector, error code, how far RIP lies from the instruction and RSP from where it was in front of it.
bits 16
org 0x7c00
  cli
  xor ax, ax
  mov ds, ax
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
  lgdt [gdtr]
  lidt [idtr]
  mov eax, 0xa0
  mov cr4, eax
  mov eax, 0x20000
  mov cr3, eax
  mov ecx, 0xc0000080
  rdmsr
  or eax, 0x100                    ; LME
  wrmsr
  mov eax, cr0
  or eax, 0x80000001
  mov cr0, eax
  jmp 8:long64
bits 64
NONCANONICAL equ 0xaaaaaaaaaaaaaaaa
%macro try 1+
  mov r13, %%it
  mov r14, rsp
  mov r15, %%next
%%it:
  %1
%%next:
  mov rsp, r14
%endmacro
long64:
  mov ax, 0x10
  mov ds, ax
  mov es, ax
  mov ss, ax
  mov rsp, 0x90000
  mov rbp, rsp
  mov qword [tss+0x24], 0x98000    ; IST1
  mov ax, 0x38
  ltr ax
  mov rbx, NONCANONICAL
  mov qword [0x80000], rbx
  try mov al, [rbx]
  try or qword [rsp+rbx], 0
  try or qword [rbp+rbx], 0
  try mov [rbp+rbx], al
  try jmp rbx
  try call rbx
  try jmp [0x80000]
  try call [0x80000]
  push rbx
  try ret
  try ret 8
  mov rbp, rbx
  try leave
  mov rbp, 0x90000
  mov rsp, rbx
  try push rax
  mov rsp, 0x90000
  try lgdt [beyond]
  try lidt [beyond]
  mov ax, 0x28
  try lldt ax
  mov ax, 0x18
  try ltr ax
  out 0xf4, al
  jmp $
beyond: dw 0xfff
  dq NONCANONICAL
on_ss:
  push qword 12
  jmp on_fault
on_gp:
  push qword 13
on_fault:
  mov eax, [rsp]
  out 0xe0, eax
  mov eax, [rsp+8]
  out 0xe0, eax
  mov rax, [rsp+16]
  sub rax, r13
  out 0xe0, eax
  mov rax, [rsp+40]
  sub rax, r14
  out 0xe0, eax
  mov rsp, 0x90000
  jmp r15
align 8
gdt: dq 0, 0x00af9b000000ffff, 0x00cf93000000ffff
  dw 103, tss, 0x8900, 0           ; 18h, whose base is not canonical
  dq NONCANONICAL
  dw 7, gdt, 0x8200, 0             ; 28h
  dq NONCANONICAL
  dw 103, tss, 0x8900, 0           ; 38h
  dq 0
gdtr: dw $-gdt-1
  dd gdt
idt: times 12 dq 0, 0
  dw on_ss, 8, 0x8e01, 0           ; by the TSS' IST1
  dq 0
  dw on_gp, 8, 0x8e00, 0
  dq 0
idtr: dw $-idt-1
  dd idt
align 8
tss: times 26 dd 0
