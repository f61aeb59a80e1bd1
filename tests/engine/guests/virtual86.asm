; A monitor in ring 0 and a task in VM86 mode with IOPL 0: OUT to a port that the bitmap forbids, INT 21h
; and CLI end in #GP, OUT to a port that it allows does not.
bits 16
org 0x7c00
  cli
  lgdt [gdtr]
  lidt [idtr]
  mov eax, cr0
  or al, 1
  mov cr0, eax
  jmp dword 8:protected
task:                                ; runs as 0000:task
  out 0xe4, al                       ; forbidden, 2 bytes
  int 0x21                           ; 2 bytes
  mov eax, 0x1234
  out 0xe0, eax                      ; allowed
  cli                                ; the third #GP ends it
bits 32
protected:
  mov ax, 0x10
  mov ds, ax
  mov es, ax
  mov ss, ax
  mov esp, 0x90000
  mov ax, 0x18
  ltr ax
  mov dword [tss+4], 0x88000
  mov dword [tss+8], 0x10
  mov dword [tss+0x64], 0x680000
  mov dword [bitmap+0xe0/8], 0xfffffff0   ; E0h-E3h free
  push dword 0                       ; gs fs ds es
  push dword 0
  push dword 0
  push dword 0
  push dword 0                       ; ss esp
  push dword 0x6000
  push dword 0x20002                 ; VM
  push dword 0
  push dword task
  iret
on_gp:
  mov ax, 0x10
  mov ds, ax
  mov eax, 13
  out 0xe1, eax
  pop eax
  out 0xe1, eax
  mov eax, [esp+8]
  shr eax, 17
  and eax, 1
  out 0xe1, eax
  inc dword [count]
  cmp dword [count], 3
  je .end
  add dword [esp], 2
  iret
.end: out 0xf4, al
  jmp $
align 8
gdt: dq 0, 0x00cf9b000000ffff, 0x00cf93000000ffff
  dw 0x68+0x20, tss, 0x8900, 0
gdtr: dw $-gdt-1
  dd gdt
idt: times 13 dq 0
  dw on_gp, 8, 0x8e00, 0
idtr: dw $-idt-1
  dd idt
count: dd 0
align 4
tss: times 26 dd 0
bitmap: times 9 dd -1
