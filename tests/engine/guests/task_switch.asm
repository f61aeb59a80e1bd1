; Switches between a 32-bit task and others, one of them an 80286's. Tells what each finds, and what the TSSs say.
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
%macro tell 1
  mov eax, %1
  out 0xe0, eax
%endmacro
%macro tell_word 1
  movzx eax, word %1
  out 0xe0, eax
%endmacro
protected:
  mov ax, 0x10
  mov ds, ax
  mov es, ax
  mov ss, ax
  mov esp, 0x90000
  mov ax, 0x28
  ltr ax
  mov dword [first+0x20], 0xdeadbeef
  mov word [narrow+0x0e], narrow_task
  mov word [narrow+0x10], 2
  mov word [narrow+0x12], 0x1234     ; AX
  mov word [narrow+0x1a], 0x6000     ; SP
  mov word [narrow+0x22], 0x10       ; ES CS SS DS
  mov word [narrow+0x24], 0x38
  mov word [narrow+0x26], 0x40
  mov word [narrow+0x28], 0x10
  mov dword [wide+0x20], conforming_task
  mov dword [wide+0x24], 2
  mov dword [wide+0x38], 0x80000
  mov dword [wide+0x48], 0x53        ; ES, ring 3
  mov dword [wide+0x4c], 0x4b        ; CS, conforming, asked for by ring 3
  mov dword [wide+0x50], 0x53
  mov dword [wide+0x54], 0x53
  mov dword [faults+0x20], fault_task
  mov dword [faults+0x24], 2
  mov dword [faults+0x38], 0x88000
  mov dword [faults+0x48], 0x10
  mov dword [faults+0x4c], 8
  mov dword [faults+0x50], 0x10
  mov dword [faults+0x54], 0x10
  mov ebx, 0x55667788
  cmp ebx, ebx                       ; ZF
  call 0x30:0
back:
  setz dl
  movzx edx, dl                      ; the flags are as they were
  tell edx
  tell ebx
  mov eax, [first+0x20]
  sub eax, back
  out 0xe0, eax                      ; saved as a 32-bit task's
  movzx eax, word [narrow+0x0e]      ; of the 16-bit one: IP, FLAGS with NT cleared, DS
  sub eax, after
  out 0xe0, eax
  tell_word [narrow+0x10]
  tell_word [narrow+0x28]
  tell [gdt+0x34]                    ; not busy any more
  tell [gdt+0x2c]                    ; busy
  call 0x58:0                        ; conforming code in ring 3
  tell 0x99
  mov dword [wide+0x20], conforming_task
  mov word [wide+0x64], 1            ; T
  call 0x58:0
  mov word [wide+0x64], 0
  or byte [gdt+0x5d], 2              ; busy: #GP with its selector, by a task gate, twice
  call 0x58:0
  call 0x58:0
  tell [faults+0x38]                 ; the error code is off its stack
  out 0xf4, al
  jmp $

conforming_task:
  mov ax, cs
  and eax, 3
  mov ecx, eax
  call 0x60:0                        ; I/O is of ring 0
  iret

told:                                ; a call gate of ring 3 to here
  tell ecx
  retf
fault_task:
  pop eax
  out 0xe0, eax                      ; the error code
  mov eax, [first+0x20]
  mov ecx, [eax]
  movzx ecx, cl
  tell ecx                           ; the opcode that it points to: 9Ah
  add dword [first+0x20], 7
  iret
  jmp fault_task
on_debug:
  mov eax, dr6
  and eax, 0xe00f
  out 0xe0, eax
  xor eax, eax
  mov dr6, eax
  iret

bits 16
narrow_task:
  out 0xe0, eax                      ; FFFF1234h
  mov ax, ds
  out 0xe0, ax
  mov ax, fs
  out 0xe0, ax
  mov bx, narrow
  mov ax, [bx]                       ; back link
  out 0xe0, ax
  pushf
  pop ax
  out 0xe0, ax                       ; NT
  iret
after:
bits 32
align 8
gdt: dq 0, 0x00cf9b000000ffff, 0x00cf93000000ffff
  dq 0
  dq 0
  dw 103, first, 0x8900, 0           ; 28h
  dw 43, narrow, 0x8100, 0           ; 30h
  dq 0x00009b000000ffff              ; 38h: 16-bit code
  dq 0x000093000000ffff              ; 40h
  dq 0x00cf9f000000ffff              ; 48h: conforming code of ring 0
  dq 0x00cff3000000ffff              ; 50h: data of ring 3
  dw 103, wide, 0xe900, 0            ; 58h
  dw told, 8, 0xec00, 0              ; 60h
  dw 103, faults, 0x8900, 0          ; 68h
gdtr: dw $-gdt-1
  dd gdt
idt: dq 0
  dw on_debug, 8, 0x8e00, 0
  times 11 dq 0
  dw 0, 0x68, 0x8500, 0              ; 13
idtr: dw $-idt-1
  dd idt
align 4
first: times 2 dd 0
  dd 0x10
  times 23 dd 0
narrow: times 22 dw 0
wide: dd 0
  dd 0x78000, 0x10
  times 23 dd 0
faults: times 26 dd 0
