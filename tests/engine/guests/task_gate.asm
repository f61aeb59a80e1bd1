; INT 2 through a task gate into another task, which finds the first one's selector and goes back.
bits 16
org 0x7c00
  cli
  lgdt [gdtr]
  lidt [idtr]
  mov eax, cr0
  or al, 1
  mov cr0, eax
  jmp dword 8:protected
bits 32
protected:
  mov ax, 0x10
  mov ds, ax
  mov es, ax
  mov ss, ax
  mov esp, 0x90000
  mov ax, 0x28
  ltr ax
  mov dword [second+0x20], other     ; EIP
  mov dword [second+0x24], 2         ; EFLAGS
  mov dword [second+0x38], 0x80000   ; ESP
  mov dword [second+0x48], 0x10      ; ES CS SS DS
  mov dword [second+0x4c], 8
  mov dword [second+0x50], 0x10
  mov dword [second+0x54], 0x10
  mov eax, 0x1111
  out 0xe0, eax
  int 0x02
  mov eax, 0x3333
  out 0xe0, eax
  out 0xf4, al
  jmp $
other:
  mov eax, 0x2222
  out 0xe0, eax
  movzx eax, word [second]           ; back link
  out 0xe0, eax
  iret
align 8
gdt: dq 0, 0x00cf9b000000ffff, 0x00cf93000000ffff
  dq 0
  dq 0
  dw 103, first, 0x8900, 0
  dw 103, second, 0x8900, 0
gdtr: dw $-gdt-1
  dd gdt
idt: dq 0, 0
  dw 0, 0x30, 0x8500, 0
idtr: dw $-idt-1
  dd idt
align 4
first: times 26 dd 0
second: times 26 dd 0
